#include "staff/one_time_password.h"

#include "base/encoding.h"

#include <array>
#include <fmt/format.h>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <qrencode.h>

namespace broadsheet::staff {

namespace {

constexpr std::size_t secret_bytes = 20;
constexpr std::size_t code_digits = 6;
constexpr std::uint32_t code_modulus = 1'000'000;
constexpr std::string_view base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// Five bytes are eight digits, and a secret is whole groups.
std::string to_base32(std::string_view bytes)
{
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (char byte : bytes) {
        held = held << 8 | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 5; bits -= 5)
            out += base32_alphabet[held >> (bits - 5) & 31];
    }
    return out;
}

Result<std::string> from_base32(std::string_view digits)
{
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (char digit : digits) {
        auto const value = base32_alphabet.find(digit);
        if (value == std::string_view::npos)
            return invalid("authenticator: the secret is not base32");
        held = held << 5 | static_cast<unsigned>(value);
        if (bits += 5; bits >= 8) {
            bits -= 8;
            out += static_cast<char>(held >> bits & 255);
        }
    }
    return out;
}

// RFC 4226, section 5.3: four bytes at the offset that the last half byte names.
std::uint32_t truncate(std::array<unsigned char, 20> const& digest)
{
    std::size_t const at = digest.back() & 15;
    return (digest[at] & 0x7fU) << 24 | digest[at + 1] << 16 | digest[at + 2] << 8 | digest[at + 3];
}

std::string without_spaces(std::string_view code)
{
    std::string out;
    for (char c : code)
        if (c != ' ' && c != '\t')
            out += c;
    return out;
}

} // namespace

std::string make_totp_secret(Random& random)
{
    std::string bytes(secret_bytes, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return to_base32(bytes);
}

Result<std::string> totp_code(std::string_view secret, std::int64_t step)
{
    auto const key = TRY(from_base32(secret));
    std::array<unsigned char, 8> counter{};
    for (int at = 0; at < 8; ++at)
        counter[at] = static_cast<unsigned char>(step >> (56 - 8 * at));
    std::array<unsigned char, 20> digest{};
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), digest.data(),
        nullptr);
    return fmt::format("{:0{}}", truncate(digest) % code_modulus, code_digits);
}

Result<std::optional<std::int64_t>> match_totp(
    std::string_view secret, std::string_view code, UtcMillis now, std::int64_t last_step)
{
    auto const typed = without_spaces(code);
    std::optional<std::int64_t> found;
    for (auto step = totp_step(now) - 1; step <= totp_step(now) + 1; ++step) {
        auto const expected = TRY(totp_code(secret, step));
        bool const matches = typed.size() == expected.size()
            && CRYPTO_memcmp(typed.data(), expected.data(), expected.size()) == 0;
        if (matches && step > last_step)
            found = step;
    }
    return found;
}

std::string totp_uri(std::string_view issuer, std::string_view login, std::string_view secret)
{
    return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", percent_encode(issuer),
        percent_encode(login), secret, percent_encode(issuer));
}

Result<std::string> qr_code_svg(std::string_view text)
{
    std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!code)
        return invalid("QR code: the text is too long");
    constexpr int quiet = 4;
    std::string path;
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                fmt::format_to(std::back_inserter(path), "M{} {}h1v1h-1z", x + quiet, y + quiet);
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">)"
        R"(<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>)",
        code->width + 2 * quiet, path);
}

} // namespace broadsheet::staff
