#include "base/place.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace broadsheet {

std::string place_of(std::string_view address)
{
    std::string text(address);
    std::array<char, 16> bytes{};
    if (text.find(':') == std::string::npos || inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
        return text;
    constexpr std::array<char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};
    bool const is_ipv4 = std::equal(mapped.begin(), mapped.end(), bytes.begin());
    return {bytes.data(), is_ipv4 ? bytes.size() : 8};
}

} // namespace broadsheet
