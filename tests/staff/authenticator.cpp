#include "staff/authenticator.h"

#include "base/encoding.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <stdexcept>
#include <vector>

namespace broadsheet::staff {

namespace {

constexpr std::string_view raw_credential = "a credential of 31 bytes, as is";

EVP_PKEY* make_key(Authenticator::Algorithm algorithm)
{
    switch (algorithm) {
    case Authenticator::Algorithm::es256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case Authenticator::Algorithm::eddsa:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case Authenticator::Algorithm::rs256:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t(2048));
    }
    return nullptr;
}

std::string big_endian(std::uint32_t number, int bytes)
{
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(number >> shift & 255);
    return out;
}

// CBOR (https://www.rfc-editor.org/rfc/rfc8949#section-3), as far as a COSE key needs it.
std::string cbor_bytes(std::string_view bytes)
{
    return "\x59" + big_endian(static_cast<std::uint32_t>(bytes.size()), 2) + std::string(bytes);
}

void must(bool is_fine, char const* what)
{
    if (!is_fine)
        throw std::runtime_error(what);
}

} // namespace

Authenticator::Authenticator(Algorithm algorithm)
    : algorithm_(algorithm)
    , key_(make_key(algorithm), EVP_PKEY_free)
{
    must(key_ != nullptr, "key");
}

std::string Authenticator::credential() const
{
    return to_base64url(raw_credential);
}

std::string Authenticator::client_data(std::string_view right_type, std::string_view challenge) const
{
    return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}"{}}})",
        type.empty() ? right_type : type, challenge, origin, extra);
}

std::string Authenticator::head(unsigned char with_flags) const
{
    return sha256(host) + static_cast<char>(with_flags) + big_endian(uses, 4);
}

std::string Authenticator::parameter(char const* name) const
{
    BIGNUM* number = nullptr;
    must(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1, name);
    std::size_t const size = algorithm_ == Algorithm::rs256 ? BN_num_bytes(number) : 32;
    std::string bytes(size, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
    BN_free(number);
    return bytes;
}

// https://www.rfc-editor.org/rfc/rfc9053#section-7: a map of type, algorithm and the key's parameters.
std::string Authenticator::cose_key() const
{
    using namespace std::string_literals;
    if (algorithm_ == Algorithm::es256)
        return "\xa5\x01\x02\x03\x26\x20\x01\x21"s + cbor_bytes(parameter(OSSL_PKEY_PARAM_EC_PUB_X)) + "\x22"
            + cbor_bytes(parameter(OSSL_PKEY_PARAM_EC_PUB_Y));
    if (algorithm_ == Algorithm::rs256)
        return "\xa4\x01\x03\x03\x39\x01\x00\x20"s + cbor_bytes(parameter(OSSL_PKEY_PARAM_RSA_N)) + "\x21"
            + cbor_bytes(parameter(OSSL_PKEY_PARAM_RSA_E));
    std::string bytes(32, '\0');
    std::size_t size = bytes.size();
    must(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1,
        "x");
    return "\xa4\x01\x01\x03\x27\x20\x06\x21"s + cbor_bytes(bytes);
}

PasskeyRegistration Authenticator::register_for(std::string_view challenge) const
{
    constexpr unsigned char has_key = 64;
    auto const data = head(flags | has_key) + std::string(16, '\0')
        + big_endian(static_cast<std::uint32_t>(raw_credential.size()), 2) + std::string(raw_credential)
        + cose_key();
    return {to_base64url(client_data("webauthn.create", challenge)), to_base64url(data)};
}

std::string Authenticator::sign(std::string_view bytes) const
{
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    auto const* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
    must(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1, "sign");
    std::vector<unsigned char> signature(1024);
    std::size_t size = signature.size();
    must(EVP_DigestSign(context.get(), signature.data(), &size,
             reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size())
            == 1,
        "sign");
    return {reinterpret_cast<char const*>(signature.data()), size};
}

PasskeyAssertion Authenticator::assert_for(std::string_view challenge) const
{
    auto const data = client_data("webauthn.get", challenge);
    auto const authenticator_data = head(flags);
    return {credential(), to_base64url(data), to_base64url(authenticator_data),
        to_base64url(sign(authenticator_data + sha256(data)))};
}

} // namespace broadsheet::staff
