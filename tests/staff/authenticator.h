#pragma once

#include "staff/passkey.h"

#include <memory>
#include <openssl/evp.h>

namespace broadsheet::staff {

// A passkey's own side, written from the specification with OpenSSL alone, so that it judges what libfido2 is
// told.
class Authenticator {
public:
    enum class Algorithm { es256, eddsa, rs256 };
    explicit Authenticator(Algorithm = Algorithm::es256);

    // What a test may want done wrong.
    std::string type; // of the client data; empty: the right one
    std::string origin = "https://coast.example";
    std::string host = "coast.example";
    std::string extra; // further members of the client data
    unsigned char flags = 1 | 4; // present, verified
    std::uint32_t uses = 1;

    std::string credential() const;
    PasskeyRegistration register_for(std::string_view challenge) const;
    PasskeyAssertion assert_for(std::string_view challenge) const;

private:
    std::string client_data(std::string_view type, std::string_view challenge) const;
    std::string head(unsigned char flags) const;
    std::string cose_key() const;
    std::string parameter(char const* name) const;
    std::string sign(std::string_view bytes) const;

    Algorithm algorithm_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

} // namespace broadsheet::staff
