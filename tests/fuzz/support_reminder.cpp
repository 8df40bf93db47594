// What a reader's form and link say of a reminder must be read within bounds, and no link of ours be made up.

#include "support/reminder_request.h"

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const input{reinterpret_cast<char const*>(data), size};
    std::string const key(32, 'k');
    constexpr UtcMillis now = 1'700'000'000'000;
    if (auto const due = support::due_day(input, now); due.ok())
        VERIFY(*due > support::reminder_day(now) && *due < support::reminder_day(now) + 750);
    if (auto const request = support::read_reminder_token(input, key); request.ok())
        VERIFY(support::to_token(*request, key) == input);
    return 0;
}
