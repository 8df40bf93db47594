#include "vault/sealed.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <charconv>
#include <fmt/format.h>
#include <sodium.h>

namespace broadsheet::vault {

namespace {

constexpr char format_1 = '\x01';
constexpr std::size_t longest_box = (SealedLimits::content + padding + crypto_box_SEALBYTES) / 3 * 4 + 4;

unsigned char const* unsigned_bytes(std::string const& text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

// ISO/IEC 7816-4: a byte 0x80, then zeros.
std::string padded(std::string_view content)
{
    std::string text(1, format_1);
    text += content;
    text += '\x80';
    text.resize((text.size() + padding - 1) / padding * padding, '\0');
    return text;
}

} // namespace

std::string fingerprint(PublicKey const& key)
{
    auto const digits
        = to_hex(sha256({reinterpret_cast<char const*>(key.bytes.data()), key.bytes.size()})).substr(0, 20);
    return fmt::format("{} {} {} {} {}", digits.substr(0, 4), digits.substr(4, 4), digits.substr(8, 4),
        digits.substr(12, 4), digits.substr(16, 4));
}

Result<Sealed> seal(PublicKey const& key, std::string_view content)
{
    if (content.size() > SealedLimits::content)
        return limit_reached(fmt::format(
            "{} bytes are more than the vault seals ({})", content.size(), SealedLimits::content));
    VERIFY(sodium_init() >= 0);
    auto plain = padded(content);
    std::string box(plain.size() + crypto_box_SEALBYTES, '\0');
    int const failed = crypto_box_seal(
        reinterpret_cast<unsigned char*>(box.data()), unsigned_bytes(plain), plain.size(), key.bytes.data());
    sodium_memzero(plain.data(), plain.size());
    if (failed != 0)
        return invalid("the vault's public key is damaged: restore it from a backup");
    return Sealed{key.generation, to_base64url(box)};
}

std::string to_text(Sealed const& sealed)
{
    return fmt::format("{}.{}", sealed.generation, sealed.box);
}

Result<Sealed> parse_sealed(std::string_view text)
{
    auto const refused
        = [] { return invalid("this is nothing that was sealed for the vault, or it is cut off"); };
    auto const dot = text.find('.');
    if (dot == text.npos || !is_number(text.substr(0, dot)) || text.starts_with('0')
        || text.size() - dot > longest_box)
        return refused();
    Sealed sealed;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + dot, sealed.generation);
    if (failed != std::errc() || end != text.data() + dot || sealed.generation > SealedLimits::generations)
        return refused();
    sealed.box = text.substr(dot + 1);
    auto const box = from_base64url(sealed.box);
    bool const is_whole = box.ok() && box->size() >= crypto_box_SEALBYTES + padding
        && (box->size() - crypto_box_SEALBYTES) % padding == 0;
    if (!is_whole)
        return refused();
    return sealed;
}

} // namespace broadsheet::vault
