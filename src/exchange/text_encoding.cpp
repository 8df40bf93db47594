#include "exchange/text_encoding.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t most_looked_at = std::size_t{1} << 16;

// https://www.w3.org/TR/xml/#NT-EncodingDecl
std::string_view declared_encoding(std::string_view bytes)
{
    if (!bytes.starts_with("<?xml"))
        return {};
    auto const declaration = bytes.substr(0, bytes.find("?>"));
    auto at = declaration.find("encoding");
    at = at == declaration.npos ? at : declaration.find_first_of("\"'", at);
    if (at == declaration.npos)
        return {};
    auto const name = declaration.substr(at + 1, declaration.find(declaration[at], at + 1) - at - 1);
    bool const is_name = !name.empty() && name.size() <= 40
        && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
            == name.npos;
    return is_name && !equals_ignoring_case(name, "utf-8") && !equals_ignoring_case(name, "utf8")
        ? name
        : std::string_view();
}

bool is_above_ascii(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

} // namespace

std::string guess_encoding(std::string_view bytes)
{
    if (auto const declared = declared_encoding(bytes); !declared.empty())
        return std::string(declared);
    std::size_t in_words = 0; // bytes above ASCII beside two others
    std::size_t alone = 0;
    std::size_t upper_half = 0; // E0 to FF: small letters in CP1251, capitals in KOI8-R
    std::size_t lower_half = 0; // C0 to DF
    for (std::size_t at = 0; at < bytes.size();) {
        auto end = at;
        while (end < bytes.size() && is_above_ascii(bytes[end]))
            ++end;
        (end - at >= 3 ? in_words : alone) += end - at;
        for (; at < end; ++at) {
            upper_half += static_cast<unsigned char>(bytes[at]) >= 0xe0;
            lower_half += static_cast<unsigned char>(bytes[at]) >= 0xc0
                && static_cast<unsigned char>(bytes[at]) < 0xe0;
        }
        ++at;
    }
    if (in_words <= alone)
        return "CP1252";
    return upper_half >= lower_half ? "CP1251" : "KOI8-R";
}

bool is_in_another_encoding(std::string_view sample)
{
    constexpr std::size_t more_than_a_flaw = 16;
    sample = sample.substr(0, most_looked_at);
    std::size_t wrong = 0;
    std::size_t right = 0; // bytes above ASCII
    while (!sample.empty()) {
        auto const valid = std::min(find_invalid_utf8(sample), sample.size());
        right += static_cast<std::size_t>(std::ranges::count_if(sample.substr(0, valid), is_above_ascii));
        if (valid < sample.size())
            ++wrong;
        sample.remove_prefix(std::min(valid + 1, sample.size()));
    }
    return wrong > more_than_a_flaw && wrong > right;
}

std::string how_to_convert(std::string_view bytes)
{
    return fmt::format("convert it, as with iconv -f {} -t UTF-8, and import that",
        guess_encoding(bytes.substr(0, most_looked_at)));
}

} // namespace broadsheet::exchange
