#include "support/providers/bank/reference.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::size_t most_text = 1'000; // bytes of a payer's words
constexpr std::size_t own_length = 14; // of the references we make: with one length, a slip is always found

char to_upper(char c)
{
    return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

// ISO 7064, MOD 97-10, of digits and letters (A is 10).
int modulo_97(std::string_view text)
{
    int rest = 0;
    for (char const c : text)
        rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    return rest;
}

bool is_right(std::string_view reference)
{
    return modulo_97(std::string(reference.substr(4)) + std::string(reference.substr(0, 4))) == 1;
}

// Without what people put between, in capitals.
std::string plain_capitals(std::string_view text)
{
    std::string plain;
    for (char const c : text.substr(0, most_text))
        if (is_alphanumeric(c))
            plain += to_upper(c);
    return plain;
}

} // namespace

std::string make_reference(std::int64_t pledge_number)
{
    auto const body = fmt::format("B{:09}", pledge_number);
    return fmt::format("RF{:02}{}", 98 - modulo_97(body + "RF00"), body);
}

std::string spaced_reference(std::string_view reference)
{
    std::string spaced;
    for (std::size_t at = 0; at < reference.size(); at += 4)
        spaced += fmt::format("{}{}", at > 0 ? " " : "", reference.substr(at, 4));
    return spaced;
}

std::string without_spaces(std::string_view text)
{
    std::string plain(text);
    std::erase(plain, ' ');
    return plain;
}

std::vector<std::string> find_references(std::string_view text)
{
    std::vector<std::string> found;
    auto const plain = plain_capitals(text);
    for (auto at = plain.find("RF"); at != std::string::npos; at = plain.find("RF", at + 1)) {
        auto const candidate = std::string_view(plain).substr(at, own_length);
        bool const has_form = candidate.size() == own_length && is_number(candidate.substr(2, 2))
            && candidate[4] == 'B' && is_number(candidate.substr(5));
        if (has_form && is_right(candidate) && std::ranges::find(found, candidate) == found.end())
            found.emplace_back(candidate);
    }
    return found;
}

bool has_slip_of_reference(std::string_view text)
{
    auto const plain = plain_capitals(text);
    for (auto at = plain.find("RF"); at != std::string::npos; at = plain.find("RF", at + 1))
        if (at + 5 < plain.size() && is_digit(plain[at + 2]) && is_digit(plain[at + 3])
            && (plain[at + 4] == 'B' || plain[at + 4] == '8'))
            return true;
    return false;
}

} // namespace broadsheet::support
