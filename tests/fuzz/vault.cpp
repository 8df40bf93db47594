// What comes back in a reader's link, and what a person types from paper.

#include "vault/keys.h"
#include "vault/recovery_code.h"

#include "base/random.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static SeededRandom random(1);
    static auto const keys = vault::Keys::make(random);
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (auto const sealed = vault::parse_sealed(text); sealed.ok()) {
        VERIFY(vault::to_text(*sealed) == text);
        (void)keys->open(*sealed);
    }
    if (auto const code = vault::read_recovery_code(text); code.ok()) {
        auto const again = vault::read_recovery_code(code->view());
        VERIFY(again.ok() && again->view() == code->view());
    }
    return 0;
}
