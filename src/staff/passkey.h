#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::staff {

// Passkeys: the server's side of https://www.w3.org/TR/webauthn-2/, without attestation, since which maker's
// key somebody holds is none of our business. All texts from the browser are base64url.

// Whom the browser says it talks to.
struct RelyingParty {
    std::string id; // the host, without port
    std::string origin; // "https://example.org", "http://localhost:8080"
};

struct PublicKey {
    int algorithm = 0; // COSE: -7 ES256, -8 EdDSA, -257 RS256
    std::string bytes;
};

// What the browser's PublicKeyCredential holds after navigator.credentials.create().
struct PasskeyRegistration {
    std::string client_data; // response.clientDataJSON
    std::string authenticator_data; // response.getAuthenticatorData()
};

struct NewPasskey {
    std::string credential; // base64url
    PublicKey key;
    std::uint32_t uses = 0;
};

// What it holds after navigator.credentials.get().
struct PasskeyAssertion {
    std::string credential; // id
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
};

struct PasskeyLimits {
    static constexpr std::size_t client_data = 8'000; // bytes of base64url
    static constexpr std::size_t authenticator_data = 8'000;
    static constexpr std::size_t signature = 2'000;
};

// Checks a registration (section 7.1) and returns its key. Refused: another challenge, origin or relying
// party than expected, a key that did not check its user (by finger, face or PIN), an algorithm that was not
// asked for, bytes that are not what they should be.
Result<NewPasskey> verify_registration(
    RelyingParty const&, std::string_view challenge, PasskeyRegistration const&);

// Checks an assertion (section 7.2) made with the key and returns the authenticator's counter. Refused as
// above, and a signature that is not the key's, and a counter that went backwards: then the key was copied.
Result<std::uint32_t> verify_assertion(RelyingParty const&, std::string_view challenge, PublicKey const&,
    std::uint32_t uses, PasskeyAssertion const&);

} // namespace broadsheet::staff
