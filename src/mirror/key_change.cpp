#include "mirror/key_change.h"

#include "base/ascii.h"
#include "base/file.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_bytes = 64u << 10;

// The documents of the log, and the one that waits.
Result<std::vector<Note>> all_roots(std::filesystem::path const& data)
{
    auto const log = TRY(LogFolder::open(log_folder(data)));
    auto roots = TRY(log.roots());
    std::error_code failed;
    if (std::filesystem::exists(next_root_file(data), failed)) {
        auto const bytes = TRY(read_file(next_root_file(data), most_bytes));
        auto next = TRY(Note::parse(bytes));
        auto const document = TRY(RootDocument::parse(next.text));
        if (document.version == roots.size() + 1)
            roots.push_back(std::move(next));
    }
    return roots;
}

} // namespace

std::filesystem::path next_root_file(std::filesystem::path const& data)
{
    return data / "keys" / "root.next";
}

Result<RootDocument> newest_root(std::filesystem::path const& data)
{
    auto const roots = TRY(all_roots(data));
    if (roots.empty())
        return not_found(
            "the newspaper's log has no keys yet: the first `broadsheet mirror build` makes them");
    return check_chain(roots);
}

Result<Note> read_root_note(std::string_view bytes)
{
    if (auto text = RootDocument::parse(bytes); text.ok())
        return Note{text->text(), {}};
    auto note = TRY(Note::parse(bytes));
    TRY(RootDocument::parse(note.text));
    return note;
}

Result<void> adopt_root(
    std::filesystem::path const& data, Note const& note, std::optional<SigningKey> const& new_log_key)
{
    auto const log = TRY(LogFolder::open(log_folder(data)));
    auto roots = TRY(log.roots());
    roots.push_back(note);
    auto const root = TRY(check_chain(roots));
    std::optional<VerifierKey> key; // that the server signs with; none: another host does
    std::error_code failed;
    if (new_log_key)
        key = new_log_key->verifier();
    else if (std::filesystem::exists(log_key_file(data), failed))
        key = TRY(read_key_file(log_key_file(data))).verifier();
    if (key && std::ranges::find(root.log_keys, *key) == root.log_keys.end())
        return Error{ErrorCode::conflict,
            "the key that the server would sign with is none of the document's log keys: give the new one "
            "with --log-key-file, or delete DATA/keys/log.key if the log is signed elsewhere from now on"};
    TRY(write_secret(next_root_file(data), note.to_string()));
    if (new_log_key)
        TRY(write_secret(log_key_file(data), new_log_key->text() + "\n"));
    return {};
}

Result<VerifierKey> make_key_file(
    std::filesystem::path const& path, std::string const& name, KeyKind kind, Random& random)
{
    std::error_code failed;
    if (std::filesystem::exists(path, failed))
        return Error{
            ErrorCode::conflict, fmt::format("there is a file {}, which stays as it is", path.string())};
    if (!is_key_name(name))
        return invalid(fmt::format("\"{}\" is no name for a key: no spaces, no plus signs", name));
    auto const key = SigningKey::make(name, kind, random);
    TRY(write_secret(path, key.text() + "\n"));
    return key.verifier();
}

Result<SigningKey> read_key_file(std::filesystem::path const& path)
{
    auto const text = TRY(read_file(path, most_bytes));
    return SigningKey::parse(trimmed(text));
}

} // namespace broadsheet::mirror
