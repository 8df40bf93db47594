#include "mirror/log/note.h"

#include "base/encoding.h"
#include "base/utf8.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view dash = "\u2014 "; // of a signature line
constexpr std::size_t time_size = 8;

bool has_control_characters(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; });
}

Result<Note::Signature> parse_signature(std::string_view line)
{
    if (!line.starts_with(dash))
        return invalid("a line of the note's signatures does not begin with a dash and a space");
    line.remove_prefix(dash.size());
    auto const space = line.find(' ');
    if (space == line.npos || !is_key_name(line.substr(0, space)))
        return invalid("a signature of the note has no proper name");
    auto const bytes = TRY(from_base64(line.substr(space + 1)));
    if (bytes.size() < 5)
        return invalid("a signature of the note is too short");
    return Note::Signature{std::string(line.substr(0, space)), bytes.substr(0, 4), bytes.substr(4)};
}

std::string cosigned_message(std::uint64_t time, std::string_view text)
{
    return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

bool is_right(VerifierKey const& key, std::string_view text, std::string_view signature)
{
    if (key.kind == KeyKind::note)
        return key.has_signed(text, signature);
    if (signature.size() <= time_size)
        return false;
    std::uint64_t time = 0;
    for (char byte : signature.substr(0, time_size))
        time = time << 8 | static_cast<unsigned char>(byte);
    return time >> 63 == 0 && key.has_signed(cosigned_message(time, text), signature.substr(time_size));
}

} // namespace

Result<Note> Note::parse(std::string_view bytes, NoteLimits const& limits)
{
    if (bytes.size() > limits.bytes)
        return limit_reached(fmt::format("a note of more than {} bytes", limits.bytes));
    if (!is_valid_utf8(bytes) || has_control_characters(bytes))
        return invalid("the note is not UTF-8 without control characters");
    auto const blank = bytes.rfind("\n\n");
    if (blank == bytes.npos || !bytes.ends_with('\n'))
        return invalid("the note has no signatures after an empty line");
    Note note;
    note.text = bytes.substr(0, blank + 1);
    for (auto rest = bytes.substr(blank + 2); !rest.empty();) {
        if (note.signatures.size() == limits.signatures)
            return limit_reached(fmt::format("a note with more than {} signatures", limits.signatures));
        auto const end = rest.find('\n');
        note.signatures.push_back(TRY(parse_signature(rest.substr(0, end))));
        rest.remove_prefix(end + 1);
    }
    if (note.signatures.empty())
        return invalid("the note has no signature");
    return note;
}

std::string Note::to_string() const
{
    auto out = text + '\n';
    for (auto const& signature : signatures)
        out += fmt::format("{}{} {}\n", dash, signature.name, to_base64(signature.id + signature.bytes));
    return out;
}

Result<std::vector<VerifierKey>> Note::signers(std::span<VerifierKey const> keys) const
{
    std::vector<VerifierKey> found;
    for (auto const& signature : signatures) {
        auto const key = std::ranges::find_if(
            keys, [&](auto const& one) { return one.name == signature.name && one.id() == signature.id; });
        if (key == keys.end())
            continue;
        if (!is_right(*key, text, signature.bytes))
            return invalid(fmt::format("the signature of {} is wrong", signature.name));
        if (std::ranges::find(found, *key) == found.end())
            found.push_back(*key);
    }
    return found;
}

void Note::sign(SigningKey const& key)
{
    signatures.push_back({key.verifier().name, key.verifier().id(), key.sign(text)});
}

void Note::cosign(SigningKey const& key, std::uint64_t time)
{
    std::string bytes(time_size, '\0');
    for (std::size_t at = 0; at < time_size; ++at)
        bytes[at] = static_cast<char>(time >> (8 * (time_size - 1 - at)) & 255);
    signatures.push_back(
        {key.verifier().name, key.verifier().id(), bytes + key.sign(cosigned_message(time, text))});
}

} // namespace broadsheet::mirror
