// What a browser brings back of a form that was carried through signing in.

#include "admin/carried_form.h"
#include "base/encoding.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;
using namespace broadsheet::admin;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    (void)CarriedForm::read(bytes);
    if (auto const form = CarriedForm::read(to_base64url(bytes)); form.ok()) {
        VERIFY(form->target.starts_with("/admin/"));
        if (auto const text = form->text(); text.ok())
            VERIFY(*CarriedForm::read(*text) == *form);
    }
    return 0;
}
