#include "staff/passkey.h"

#include "base/encoding.h"

#include <boost/json.hpp>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <fmt/format.h>
#include <memory>

namespace broadsheet::staff {

namespace {

namespace json = boost::json;

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* object) const
    {
        release(&object);
    }
};
using Credential = std::unique_ptr<fido_cred_t, Release<fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, Release<fido_assert_free>>;

unsigned char const* bytes_of(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string text_of(unsigned char const* bytes, std::size_t size)
{
    return {reinterpret_cast<char const*>(bytes), size};
}

Error refused(std::string_view why)
{
    return invalid(fmt::format("passkey: {}", why));
}

Result<void> check(int fido_code, std::string_view what)
{
    if (fido_code != FIDO_OK)
        return refused(fmt::format("{} ({})", what, fido_strerr(fido_code)));
    return {};
}

Result<std::string> decode(std::string_view field, std::string_view text, std::size_t limit)
{
    if (text.size() > limit)
        return refused(fmt::format("{} is longer than {} bytes", field, limit));
    auto decoded = from_base64url(text);
    if (!decoded.ok())
        return refused(fmt::format("{} is not base64url", field));
    return decoded;
}

std::string_view string_in(json::object const& object, std::string_view name)
{
    auto const* value = object.if_contains(name);
    auto const* text = value ? value->if_string() : nullptr;
    return text ? std::string_view(*text) : std::string_view();
}

// Section 5.8.1: what the browser says it did. Returns its bytes, which are part of what is signed.
Result<std::string> read_client_data(
    std::string_view encoded, std::string_view type, std::string_view challenge, RelyingParty const& party)
{
    auto bytes = TRY(decode("clientDataJSON", encoded, PasskeyLimits::client_data));
    boost::system::error_code failed;
    auto const parsed = json::parse(bytes, failed);
    auto const* object = failed ? nullptr : parsed.if_object();
    if (object == nullptr)
        return refused("clientDataJSON is not a JSON object");
    if (string_in(*object, "type") != type)
        return refused(fmt::format("clientDataJSON is not of type {}", type));
    if (string_in(*object, "challenge") != challenge)
        return refused("it answers another question than the one asked; load the page again");
    if (string_in(*object, "origin") != party.origin)
        return refused(
            fmt::format("it was made for {}, and this is {}", string_in(*object, "origin"), party.origin));
    auto const* cross_origin = object->if_contains("crossOrigin");
    if (cross_origin != nullptr && *cross_origin != json::value(false))
        return refused("it was made inside a page of another site");
    return bytes;
}

// Any holder of the public key's algorithm, as libfido2 wants it.
template <typename Key, auto make, auto release, auto read>
Result<void> verify_with(fido_assert_t const& assertion, PublicKey const& key)
{
    std::unique_ptr<Key, Release<release>> holder(make());
    if (!holder)
        return Error{ErrorCode::unavailable, "passkey: not enough memory"};
    TRY(check(read(holder.get(), key.bytes.data(), key.bytes.size()), "the stored key cannot be read"));
    return check(
        fido_assert_verify(&assertion, 0, key.algorithm, holder.get()), "the signature is not right");
}

Result<void> verify_signature(fido_assert_t const& assertion, PublicKey const& key)
{
    switch (key.algorithm) {
    case COSE_ES256:
        return verify_with<es256_pk_t, es256_pk_new, es256_pk_free, es256_pk_from_ptr>(assertion, key);
    case COSE_EDDSA:
        return verify_with<eddsa_pk_t, eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr>(assertion, key);
    case COSE_RS256:
        return verify_with<rs256_pk_t, rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr>(assertion, key);
    default:
        return refused("its algorithm is none of those asked for");
    }
}

// The bytes name the algorithm themselves; libfido2 wants to be told, so each is tried.
Credential read_credential(std::string_view authenticator_data)
{
    for (int algorithm : {COSE_ES256, COSE_EDDSA, COSE_RS256}) {
        Credential credential(fido_cred_new());
        if (credential && fido_cred_set_type(credential.get(), algorithm) == FIDO_OK
            && fido_cred_set_authdata_raw(
                   credential.get(), bytes_of(authenticator_data), authenticator_data.size())
                == FIDO_OK)
            return credential;
    }
    return nullptr;
}

constexpr unsigned user_present = 1;
constexpr unsigned user_verified = 4;

} // namespace

Result<NewPasskey> verify_registration(
    RelyingParty const& party, std::string_view challenge, PasskeyRegistration const& registration)
{
    TRY(read_client_data(registration.client_data, "webauthn.create", challenge, party));
    auto const data = TRY(
        decode("authenticatorData", registration.authenticator_data, PasskeyLimits::authenticator_data));
    auto const credential = read_credential(data);
    if (!credential)
        return refused("authenticatorData holds no key of an algorithm that was asked for");
    if (!data.starts_with(sha256(party.id)))
        return refused(fmt::format("it is for another host than {}", party.id));
    auto const flags = fido_cred_flags(credential.get());
    if ((flags & user_present) == 0 || (flags & user_verified) == 0)
        return refused("it did not ask for finger, face or PIN; choose one that does");
    auto const* id = fido_cred_id_ptr(credential.get());
    auto const* key = fido_cred_pubkey_ptr(credential.get());
    if (id == nullptr || key == nullptr)
        return refused("authenticatorData holds no key");
    return NewPasskey{to_base64url(text_of(id, fido_cred_id_len(credential.get()))),
        {fido_cred_type(credential.get()), text_of(key, fido_cred_pubkey_len(credential.get()))},
        fido_cred_sigcount(credential.get())};
}

Result<std::uint32_t> verify_assertion(RelyingParty const& party, std::string_view challenge,
    PublicKey const& key, std::uint32_t uses, PasskeyAssertion const& given)
{
    auto const client_data = TRY(read_client_data(given.client_data, "webauthn.get", challenge, party));
    auto const data
        = TRY(decode("authenticatorData", given.authenticator_data, PasskeyLimits::authenticator_data));
    auto const signature = TRY(decode("signature", given.signature, PasskeyLimits::signature));
    Assertion const assertion(fido_assert_new());
    if (!assertion)
        return Error{ErrorCode::unavailable, "passkey: not enough memory"};
    auto* const one = assertion.get();
    auto const digest = sha256(client_data);
    TRY(check(fido_assert_set_count(one, 1), "not enough memory"));
    TRY(check(fido_assert_set_rp(one, party.id.c_str()), "the host cannot be used"));
    TRY(check(fido_assert_set_clientdata_hash(one, bytes_of(digest), digest.size()), "clientDataJSON"));
    TRY(check(fido_assert_set_authdata_raw(one, 0, bytes_of(data), data.size()),
        "authenticatorData cannot be read"));
    TRY(check(fido_assert_set_sig(one, 0, bytes_of(signature), signature.size()), "the signature is empty"));
    TRY(check(fido_assert_set_up(one, FIDO_OPT_TRUE), "presence"));
    TRY(check(fido_assert_set_uv(one, FIDO_OPT_TRUE), "verification"));
    TRY(verify_signature(*one, key));

    auto const now = fido_assert_sigcount(one, 0);
    if ((now > 0 || uses > 0) && now <= uses)
        return refused("it was used elsewhere since: somebody may have a copy; remove it from the account");
    return now;
}

} // namespace broadsheet::staff
