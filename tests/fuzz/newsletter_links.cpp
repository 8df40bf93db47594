// What comes back in readers' links and forms: nobody gets by with a token that we have not made.

#include "newsletter/challenge.h"
#include "newsletter/sign_up.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;
using namespace broadsheet::newsletter;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static SeededRandom random(1);
    static ManualClock clock(1'700'000'000'000);
    static Challenge challenge(clock, random);
    static std::string const key(32, 'k');
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    VERIFY(!read_token(text, key, clock.now()).ok());
    VERIFY(!challenge.is_met(text, text, "form"));
    (void)is_solution(text, text, Challenge::bits);
    return 0;
}
