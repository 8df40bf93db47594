#include "mirror/sign_request.h"

#include "mirror/log/numbers.h"
#include "mirror/signing.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_hashes = 63; // of a proof in a tree of 2^63 leaves
constexpr std::string_view minisign_start = "untrusted comment: ";

Error no_request()
{
    return invalid("that is no request to sign: `broadsheet mirror request` writes one");
}

} // namespace

Result<SignRequest> SignRequest::parse(std::string_view bytes)
{
    constexpr std::string_view old = "old ";
    Fields lines(bytes, '\n');
    auto const first = lines.take();
    auto const size = first.starts_with(old) ? plain_number(first.substr(old.size())) : std::nullopt;
    if (!size || bytes.size() > NoteLimits().bytes)
        return no_request();
    SignRequest request;
    request.old_size = *size;
    for (auto line = lines.take(); !line.empty(); line = lines.take()) {
        if (request.proof.size() == most_hashes)
            return no_request();
        request.proof.push_back(TRY(hash_from_base64(line)));
    }
    auto asked = TRY(PartlySignedCheckpoint::parse(lines.take_rest()));
    request.checkpoint = std::move(asked.checkpoint);
    request.signatures = std::move(asked.signatures);
    return request;
}

std::string SignRequest::to_string() const
{
    auto text = fmt::format("old {}\n", old_size);
    for (auto const& hash : proof)
        text += hash.base64() + '\n';
    return text + '\n' + PartlySignedCheckpoint{checkpoint, signatures}.to_string();
}

Result<void> check_follows(SignRequest const& request, std::optional<Checkpoint> const& last)
{
    auto const& next = request.checkpoint;
    auto const known = last.value_or(Checkpoint{next.origin, 0, hash_of("")});
    auto const refuse = [](std::string message) { return Error{ErrorCode::conflict, std::move(message)}; };
    if (next.origin != known.origin)
        return refuse(fmt::format("this is of the log {}, and what was signed before of {}: a key is for one "
                                  "log; name the right file with --state",
            next.origin, known.origin));
    if (last && next == *last)
        return {}; // the answer was lost on the way
    if (next.size <= known.size)
        return refuse(fmt::format("it has {} leaves, and {} are signed already: it is older, or another log. "
                                  "Do not sign it, and find out who made it",
            next.size, known.size));
    if (request.old_size != known.size)
        return refuse(fmt::format("it proves that the log goes on from {} leaves, but what was signed last, "
                                  "or was given with --since, "
                                  "has {}. {}",
            request.old_size, known.size,
            request.old_size > known.size
                ? "Give the newest checkpoint with --since, log/checkpoint of a mirror, if nothing was "
                  "signed here yet"
                : "Take the last answer in with `broadsheet mirror take-signature`, and make a new request"));
    if (!is_consistent(known.size, known.root, next.size, next.root, request.proof))
        return refuse("its log does not begin with what was signed before: somebody has changed what was "
                      "published. Do not sign it, and find out who made it");
    return {};
}

Result<SignAnswer> SignAnswer::parse(std::string_view bytes)
{
    SignAnswer answer;
    auto const minisign = bytes.find(fmt::format("\n{}", minisign_start));
    if (minisign != bytes.npos) {
        answer.minisign_signature = TRY(minisign_signature_in(bytes.substr(minisign + 1)));
        bytes = bytes.substr(0, minisign + 1);
    }
    answer.note = TRY(Note::parse(bytes));
    TRY(Checkpoint::parse(answer.note.text));
    return answer;
}

std::string answer_to(SignRequest const& request, SigningKey const& key, std::uint64_t time)
{
    Note note{request.checkpoint.text(), {}};
    if (key.verifier().kind == KeyKind::cosignature) {
        note.cosign(key, time);
        return note.to_string();
    }
    auto const by = sign_checkpoint(request.checkpoint, key);
    auto const forms = other_forms(by.note.text, request.checkpoint.origin, by.key,
        by.note.signatures.back().bytes, by.minisign_signature);
    return by.note.to_string() + forms.at("checkpoint.minisig");
}

} // namespace broadsheet::mirror
