#include "mirror/log/other_forms.h"

#include "base/encoding.h"
#include "mirror/log/hash.h"
#include "mirror/log/numbers.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view algorithm = "Ed";
// The head of an Ed25519 SubjectPublicKeyInfo: https://www.rfc-editor.org/rfc/rfc8410#section-10.1
constexpr std::string_view key_info_head("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);

std::string trusted_comment(std::string_view origin)
{
    return fmt::format("checkpoint of {}", origin);
}

} // namespace

std::string minisign_message(std::string_view signature, std::string_view origin)
{
    return std::string(signature) + trusted_comment(origin);
}

std::map<std::string, std::string> other_forms(std::string_view checkpoint_text, std::string_view origin,
    VerifierKey const& key, std::string_view signature, std::string_view minisign_signature)
{
    auto const number = std::string(algorithm) + std::string(hash_of(key.view()).view().substr(0, 8));
    auto const signed_by = to_base64(number + std::string(signature));
    auto const public_key
        = fmt::format("untrusted comment: {}\n{}\n", origin, to_base64(number + std::string(key.view())));
    auto const key_info = to_base64(std::string(key_info_head) + std::string(key.view()));
    return {{"checkpoint.txt", std::string(checkpoint_text)},
        {"checkpoint.sig", fmt::format("untrusted comment: verify with key.pub\n{}\n", signed_by)},
        {"checkpoint.minisig",
            fmt::format("untrusted comment: verify with minisign.pub\n{}\ntrusted comment: {}\n{}\n",
                signed_by, trusted_comment(origin), to_base64(minisign_signature))},
        {"key.pub", public_key}, {"minisign.pub", public_key},
        {"key.pem", fmt::format("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", key_info)},
        {"key.vkey", key.text() + "\n"}};
}

Result<std::string> minisign_signature_in(std::string_view file)
{
    Fields lines(file, '\n');
    for (int line = 0; line < 3; ++line)
        lines.take();
    auto signature = TRY(from_base64(lines.take()));
    if (signature.size() != 64 || lines.at_end() || !lines.take_rest().empty())
        return invalid("that is no signature of minisign");
    return signature;
}

} // namespace broadsheet::mirror
