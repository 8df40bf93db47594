#include "mail/international_address.h"

#include "base/utf8.h"
#include "mail/address.h"

#include <algorithm>
#include <unicode/uidna.h>

namespace broadsheet::mail {

namespace {

bool is_ascii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

// Opening takes a while, and the object may be used by several threads.
UIDNA const* uts46()
{
    static UIDNA const* const idna = [] {
        UErrorCode failed = U_ZERO_ERROR;
        auto* opened = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_USE_STD3_RULES, &failed);
        VERIFY(U_SUCCESS(failed));
        return opened;
    }();
    return idna;
}

} // namespace

bool has_international_local_part(std::string_view text)
{
    auto const at = text.rfind('@');
    if (text.size() > 4 * AddressLimits::bytes || at == text.npos || !is_valid_utf8(text))
        return false;
    std::string latin(text.substr(0, at));
    if (std::ranges::all_of(latin, is_ascii))
        return false;
    // As it would be with other letters.
    std::ranges::replace_if(
        latin, [](char c) { return !is_ascii(c); }, 'x');
    return parse_address(latin.substr(0, AddressLimits::local_part).append(text.substr(at))).ok();
}

std::string readable_domain(std::string_view ascii)
{
    if (ascii.find("xn--") == ascii.npos)
        return std::string(ascii);
    std::string text(4 * AddressLimits::domain, '\0');
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode failed = U_ZERO_ERROR;
    auto const size = uidna_nameToUnicodeUTF8(uts46(), ascii.data(), static_cast<int32_t>(ascii.size()),
        text.data(), static_cast<int32_t>(text.size()), &info, &failed);
    if (U_FAILURE(failed) || info.errors != 0)
        return std::string(ascii);
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string readable_address(std::string_view address)
{
    auto const behind_at = address.rfind('@') + 1; // 0 where there is none
    return std::string(address.substr(0, behind_at)).append(readable_domain(address.substr(behind_at)));
}

} // namespace broadsheet::mail
