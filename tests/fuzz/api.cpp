// What a client sends before it is let in, and the form a picture comes in, must be read within bounds.

#include "http/multipart.h"
#include "api/token.h"

#include "base/result.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const input{reinterpret_cast<char const*>(data), size};
    if (auto const token = api::read_token(input); token.ok())
        VERIFY(!api::check_token(*token, std::string(64, 'a'), 1'700'000'000'000).ok());
    auto const line = input.substr(0, input.find('\n'));
    auto const body = input.substr(std::min(line.size() + 1, input.size()));
    if (auto const parts = http::parse_multipart("multipart/form-data; boundary=" + std::string(line), body);
        parts.ok())
        for (auto const& part : *parts)
            VERIFY(part.content.data() >= body.data()
                && part.content.data() + part.content.size() <= body.data() + body.size());
    return 0;
}
