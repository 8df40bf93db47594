#include "mail/address.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>
#include <fmt/format.h>
#include <unicode/uidna.h>

namespace broadsheet::mail {

namespace {

// RFC 5322, section 3.2.3.
bool is_atom_character(char c)
{
    return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_printable_ascii(char c)
{
    return c >= ' ' && c <= '~';
}

bool is_dot_atom(std::string_view text)
{
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != text.npos)
        return false;
    return std::ranges::all_of(text, [](char c) { return c == '.' || is_atom_character(c); });
}

// Returns what stands between the quotes, without its backslashes. RFC 5321's Quoted-string.
Result<std::string> unquoted(std::string_view quoted)
{
    std::string content;
    for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
        char c = quoted[at];
        if (c == '\\' && ++at + 1 >= quoted.size())
            return invalid("the address ends inside its quotes");
        if (c == '"')
            return invalid("a quote stands inside the address's quotes");
        content += quoted[at];
    }
    return content;
}

std::string quoted_string(std::string_view content)
{
    std::string text = "\"";
    for (char c : content) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '"';
}

// What may as well stand without quotes does, so that one mailbox has one form.
Result<std::string> parse_local_part(std::string_view text)
{
    if (text.empty())
        return invalid("there is nothing before the @");
    if (text.size() > AddressLimits::local_part)
        return invalid(
            fmt::format("what stands before the @ has more than {} bytes", AddressLimits::local_part));
    if (!std::ranges::all_of(text, is_printable_ascii))
        return invalid(
            "what stands before the @ holds letters beyond ASCII, and too few providers deliver mail "
            "to such addresses");
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        auto const content = TRY(unquoted(text));
        if (content.empty())
            return invalid("there is nothing before the @");
        return is_dot_atom(content) ? content : quoted_string(content);
    }
    if (!is_dot_atom(text))
        return invalid("what stands before the @ holds a character or dot that has no place there");
    return std::string(text);
}

Result<void> check_labels(std::string_view domain)
{
    if (domain.size() > AddressLimits::domain)
        return invalid(fmt::format("the domain has more than {} bytes", AddressLimits::domain));
    std::size_t labels = 0;
    for (std::size_t begin = 0; begin <= domain.size(); ++labels) {
        auto const end = std::min(domain.find('.', begin), domain.size());
        auto const label = domain.substr(begin, end - begin);
        if (label.empty() || label.size() > AddressLimits::label || label.front() == '-'
            || label.back() == '-'
            || !std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; }))
            return invalid("the domain is not one");
        begin = end + 1;
    }
    auto const last = domain.substr(domain.rfind('.') + 1);
    if (labels < 2 || is_number(last))
        return invalid("the domain is not one of the Internet");
    return {};
}

// Opening takes a while, and the object may be used by several threads.
UIDNA const* uts46()
{
    static UIDNA const* const idna = [] {
        UErrorCode failed = U_ZERO_ERROR;
        auto* opened = uidna_openUTS46(
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
            &failed);
        VERIFY(U_SUCCESS(failed));
        return opened;
    }();
    return idna;
}

} // namespace

Result<std::string> ascii_domain(std::string_view domain)
{
    // So that ICU is not asked to work through a megabyte: an "ü" is two bytes, and its label a few more.
    if (domain.size() > 4 * AddressLimits::domain)
        return invalid(fmt::format("the domain has more than {} bytes", AddressLimits::domain));
    if (!is_valid_utf8(domain))
        return invalid("the domain is not UTF-8");
    if (std::ranges::all_of(domain, [](char c) { return is_printable_ascii(c); })
        && to_lower(domain).find("xn--") == std::string::npos) {
        auto lower = to_lower(domain);
        TRY(check_labels(lower));
        return lower;
    }
    std::string ascii(2 * AddressLimits::domain, '\0');
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode failed = U_ZERO_ERROR;
    auto const size = uidna_nameToASCII_UTF8(uts46(), domain.data(), static_cast<int32_t>(domain.size()),
        ascii.data(), static_cast<int32_t>(ascii.size()), &info, &failed);
    if (U_FAILURE(failed) || info.errors != 0)
        return invalid("the domain holds characters that no domain has");
    ascii.resize(static_cast<std::size_t>(size));
    TRY(check_labels(ascii));
    return ascii;
}

Result<Address> parse_address(std::string_view text)
{
    if (text.size() > 4 * AddressLimits::bytes)
        return invalid(fmt::format("an address has at most {} bytes", AddressLimits::bytes));
    auto const at = text.rfind('@');
    if (at == text.npos)
        return invalid("an address has an @, as in name@example.org");
    Address address{TRY(parse_local_part(text.substr(0, at))), TRY(ascii_domain(text.substr(at + 1)))};
    if (address.local_part.size() + 1 + address.domain.size() > AddressLimits::bytes)
        return invalid(fmt::format("an address has at most {} bytes", AddressLimits::bytes));
    return address;
}

} // namespace broadsheet::mail
