#include "base/place.h"

#include <arpa/inet.h>
#include <array>

namespace broadsheet {

std::string place_of(std::string_view address)
{
    std::string text(address);
    std::array<char, 16> bytes{};
    if (text.find(':') == std::string::npos || inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
        return text;
    return {bytes.data(), 8};
}

} // namespace broadsheet
