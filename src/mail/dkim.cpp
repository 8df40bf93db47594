#include "mail/dkim.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "mail/address.h"
#include "mail/body.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace broadsheet::mail {

namespace {

constexpr int rsa_bits = 2'048;
constexpr int fewest_rsa_bits = 1'024; // RFC 8301, section 3.2

// In the order in which they are signed.
constexpr std::array<std::string_view, 15> signed_fields{"from", "to", "subject", "date", "message-id",
    "reply-to", "mime-version", "content-type", "content-transfer-encoding", "content-language",
    "auto-submitted", "list-id", "list-unsubscribe", "list-unsubscribe-post", "list-archive"};
constexpr std::size_t signed_once_more = 4; // the first ones

struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Error crypto_error(std::string_view what)
{
    return {ErrorCode::internal, fmt::format("DKIM: OpenSSL could not {}", what)};
}

struct Field {
    std::string name; // lower case
    std::string relaxed; // name and value as they are signed, without the line end
};

// RFC 6376, section 3.4.2.
Field relaxed_field(std::string_view field)
{
    auto const colon = field.find(':');
    auto name = to_lower(trimmed(field.substr(0, colon)));
    std::string unfolded;
    for (char c : field.substr(colon + 1)) {
        if (c != '\r' && c != '\n')
            unfolded += c;
    }
    return {name, name + ':' + std::string(trimmed(relaxed_lines(trimmed(unfolded))))};
}

std::vector<Field> fields_of(std::string_view head)
{
    std::vector<Field> fields;
    for (std::size_t begin = 0; begin < head.size();) {
        auto end = begin;
        do {
            end = head.find("\r\n", end);
            end = end == head.npos ? head.size() : end + 2;
        } while (end < head.size() && (head[end] == ' ' || head[end] == '\t'));
        fields.push_back(relaxed_field(head.substr(begin, end - begin)));
        begin = end;
    }
    return fields;
}

// What is signed of the head, but for the signature's own field.
struct SignedHead {
    std::string names; // "from:to:…"
    std::string bytes;
};

SignedHead signed_head(std::string_view head)
{
    auto const fields = fields_of(head);
    SignedHead result;
    auto add_name = [&](std::string_view name) {
        result.names += result.names.empty() ? "" : ":";
        result.names += name;
    };
    for (std::size_t at = 0; at < signed_fields.size(); ++at) {
        for (auto field = fields.rbegin(); field != fields.rend();
             ++field) { // the last of a name comes first
            if (field->name != signed_fields[at])
                continue;
            add_name(field->name);
            result.bytes += field->relaxed + "\r\n";
        }
        if (at < signed_once_more)
            add_name(signed_fields[at]);
    }
    return result;
}

std::string folded(std::string_view base64)
{
    std::string lines;
    for (; !base64.empty(); base64.remove_prefix(std::min<std::size_t>(72, base64.size())))
        lines += fmt::format("\r\n {}", base64.substr(0, 72));
    return lines;
}

std::string folded_names(std::string_view names)
{
    std::string lines;
    std::size_t line = 0;
    while (!names.empty()) {
        auto const size = std::min(names.find(':', 1), names.size());
        if (line + size > 70) {
            lines += "\r\n  ";
            line = 0;
        }
        lines += names.substr(0, size);
        line += size;
        names.remove_prefix(size);
    }
    return lines;
}

Result<std::string> signature_field(
    DkimKey const& key, SignedHead const& head, std::string_view body_hash, UtcMillis now)
{
    auto field = fmt::format("DKIM-Signature: v=1; a={}-sha256; c=relaxed/relaxed; d={}; s={};\r\n t={};\r\n "
                             "h={};\r\n bh={};\r\n b=",
        name_of(key.algorithm()), key.domain(), key.selector(), now / 1000, folded_names(head.names),
        to_base64(body_hash));
    auto const signature = TRY(key.sign(head.bytes + relaxed_field(field).relaxed));
    return field + folded(to_base64(signature)) + "\r\n";
}

std::string public_key_of(EVP_PKEY* key, DkimAlgorithm algorithm)
{
    if (algorithm == DkimAlgorithm::ed25519) {
        std::string raw(32, '\0');
        std::size_t size = raw.size();
        VERIFY(EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size) == 1);
        return raw;
    }
    int const size = i2d_PUBKEY(key, nullptr);
    VERIFY(size > 0);
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    VERIFY(i2d_PUBKEY(key, &out) == size);
    return der;
}

bool is_selector(std::string_view text)
{
    return !text.empty() && text.size() <= AddressLimits::label
        && std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

} // namespace

std::string_view name_of(DkimAlgorithm algorithm)
{
    return algorithm == DkimAlgorithm::rsa ? "rsa" : "ed25519";
}

DkimKey::DkimKey(std::string domain, std::string selector, DkimAlgorithm algorithm, Handle key)
    : domain_(std::move(domain))
    , selector_(std::move(selector))
    , algorithm_(algorithm)
    , key_(std::move(key))
{
}

Result<DkimKey> DkimKey::make(std::string domain, std::string selector, DkimAlgorithm algorithm)
{
    domain = TRY(ascii_domain(domain));
    if (!is_selector(selector))
        return invalid("a DKIM selector is made of letters, digits, - and _, as in s2026");
    Handle key(algorithm == DkimAlgorithm::rsa ? EVP_RSA_gen(rsa_bits)
                                               : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
        EVP_PKEY_free);
    if (!key)
        return crypto_error("make a key");
    return DkimKey(std::move(domain), std::move(selector), algorithm, std::move(key));
}

Result<DkimKey> DkimKey::from_pem(std::string domain, std::string selector, std::string_view pem)
{
    Owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    // Without a callback OpenSSL would ask the terminal for an encrypted key's passphrase.
    Handle key(PEM_read_bio_PrivateKey(
                   bio.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr),
        EVP_PKEY_free);
    if (!key)
        return invalid(
            fmt::format("the DKIM key {} of {} is no unencrypted private key in PEM", selector, domain));
    auto const kind = EVP_PKEY_get_base_id(key.get());
    if (kind == EVP_PKEY_ED25519)
        return DkimKey(std::move(domain), std::move(selector), DkimAlgorithm::ed25519, std::move(key));
    if (kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(key.get()) >= fewest_rsa_bits)
        return DkimKey(std::move(domain), std::move(selector), DkimAlgorithm::rsa, std::move(key));
    return invalid(fmt::format("the DKIM key {} of {} is neither RSA of {} bits or more nor Ed25519",
        selector, domain, fewest_rsa_bits));
}

std::string DkimKey::pem() const
{
    Owned<BIO> bio(BIO_new(BIO_s_mem()));
    VERIFY(
        bio && PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string DkimKey::record_name() const
{
    return selector_ + "._domainkey." + domain_;
}

std::string DkimKey::record() const
{
    return fmt::format(
        "v=DKIM1; k={}; p={}", name_of(algorithm_), to_base64(public_key_of(key_.get(), algorithm_)));
}

Result<std::string> DkimKey::sign(std::string_view bytes) const
{
    Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    bool const is_rsa = algorithm_ == DkimAlgorithm::rsa;
    auto const hashed = is_rsa ? std::string(bytes) : sha256(bytes);
    auto const* in = reinterpret_cast<unsigned char const*>(hashed.data());
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t size = signature.size();
    if (!context
        || EVP_DigestSignInit(context.get(), nullptr, is_rsa ? EVP_sha256() : nullptr, nullptr, key_.get())
            != 1
        || EVP_DigestSign(
               context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, in, hashed.size())
            != 1)
        return crypto_error("sign");
    signature.resize(size);
    return signature;
}

Result<std::string> dkim_signatures(
    std::vector<DkimKey const*> const& keys, std::string_view head, std::string_view body_hash, UtcMillis now)
{
    std::string fields;
    if (keys.empty())
        return fields;
    auto const to_sign = signed_head(head);
    for (auto const* key : keys)
        fields += TRY(signature_field(*key, to_sign, body_hash, now));
    return fields;
}

std::vector<DkimKey const*> keys_for(std::vector<DkimKey> const& keys, std::string_view from_domain)
{
    std::vector<DkimKey const*> found;
    for (auto domain = from_domain; !domain.empty() && found.empty();) {
        for (auto const& key : keys) {
            if (key.domain() == domain)
                found.push_back(&key);
        }
        auto const dot = domain.find('.');
        domain = dot == domain.npos ? "" : domain.substr(dot + 1);
    }
    return found;
}

} // namespace broadsheet::mail
