#include "base/encoding.h"

#include "base/ascii.h"

#include <array>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace broadsheet {

namespace {

constexpr char const* hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64(std::string_view bytes, std::string_view alphabet, bool pad)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        auto octet = [&](std::size_t index) -> unsigned {
            return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0u;
        };
        unsigned group = octet(at) << 16 | octet(at + 1) << 8 | octet(at + 2);
        std::size_t digits = std::min<std::size_t>(bytes.size() - at, 3) + 1;
        for (std::size_t digit = 0; digit < digits; ++digit)
            out += alphabet[group >> (18 - 6 * digit) & 63];
        if (pad)
            out.append(4 - digits, '=');
    }
    return out;
}

// Which digit of an alphabet a byte is, or -1.
using DigitTable = std::array<signed char, 256>;

constexpr DigitTable table_of(std::string_view alphabet)
{
    DigitTable table{};
    table.fill(-1);
    for (std::size_t value = 0; value < alphabet.size(); ++value)
        table[static_cast<unsigned char>(alphabet[value])] = static_cast<signed char>(value);
    return table;
}

constexpr DigitTable base64_digits = table_of(base64_alphabet);
constexpr DigitTable base64url_digits = table_of(base64url_alphabet);

Result<std::string> decode_base64(std::string_view text, DigitTable const& digits)
{
    std::string out;
    out.reserve(text.size() * 3 / 4);
    unsigned held = 0;
    int bits = 0;
    for (char digit : text) {
        auto const value = digits[static_cast<unsigned char>(digit)];
        if (value < 0)
            return invalid("a character that is not base64");
        held = held << 6 | static_cast<unsigned>(value);
        if (bits += 6; bits >= 8) {
            bits -= 8;
            out += static_cast<char>(held >> bits & 255);
        }
    }
    if (bits == 6 || (held & ((1U << bits) - 1)) != 0)
        return invalid("base64 that ends within a byte");
    return out;
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using EvpContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// What SHA256() and EVP_sha256() stand for is looked for by its name at each use, which takes longer than to
// hash a few bytes.
void begin_sha256(EVP_MD_CTX* context)
{
    static EVP_MD const* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    VERIFY(context && EVP_DigestInit_ex2(context, method, nullptr) == 1);
}

bool is_unreserved(char c)
{
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

} // namespace

std::string to_hex(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char byte : bytes) {
        out += hex_digits[static_cast<unsigned char>(byte) >> 4];
        out += hex_digits[static_cast<unsigned char>(byte) & 15];
    }
    return out;
}

std::string to_base64(std::string_view bytes)
{
    return base64(bytes, base64_alphabet, true);
}

std::string to_base64url(std::string_view bytes)
{
    return base64(bytes, base64url_alphabet, false);
}

Result<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return invalid("base64 whose padding is not whole");
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    return decode_base64(text, base64_digits);
}

Result<std::string> from_base64url(std::string_view text)
{
    return decode_base64(text, base64url_digits);
}

std::string sha256(std::string_view bytes)
{
    thread_local EvpContext const context(EVP_MD_CTX_new());
    begin_sha256(context.get());
    VERIFY(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1);
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    VERIFY(
        EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
    return digest;
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Sha256::Sha256()
    : context_(EVP_MD_CTX_new())
{
    begin_sha256(context_.get());
}

void Sha256::add(std::string_view bytes)
{
    VERIFY(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::digest()
{
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    VERIFY(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
    return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes)
{
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    VERIFY(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
        reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
        reinterpret_cast<unsigned char*>(digest.data()), nullptr));
    return digest;
}

bool equals_in_constant_time(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string percent_encode(std::string_view text, std::string_view keep)
{
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (is_unreserved(c) || keep.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
            out += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

Result<std::string> percent_decode(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        int high = at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
        int low = at + 2 < text.size() ? hex_value(text[at + 2]) : -1;
        if (high < 0 || low < 0)
            return invalid(fmt::format("'%' at byte {} is not followed by two hexadecimal digits", at));
        out += static_cast<char>(high << 4 | low);
        at += 2;
    }
    return out;
}

void append_escaped(std::string& out, std::string_view text)
{
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const* escape = nullptr;
        switch (text[at]) {
        case '&':
            escape = "&amp;";
            break;
        case '<':
            escape = "&lt;";
            break;
        case '>':
            escape = "&gt;";
            break;
        case '"':
            escape = "&quot;";
            break;
        case '\'':
            escape = "&#39;";
            break;
        default:
            continue;
        }
        out.append(text, start, at - start);
        out += escape;
        start = at + 1;
    }
    out.append(text, start);
}

std::string escape_html(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    append_escaped(out, text);
    return out;
}

} // namespace broadsheet
