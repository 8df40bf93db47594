#include "mirror/signing.h"

#include "base/ascii.h"
#include "base/file.h"
#include "base/file_descriptor.h"
#include "mirror/key_change.h"
#include "mirror/staged_files.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace broadsheet::mirror {

namespace {

// Names the log: what of the title is plain, and 64 random bits, so that no two are called the same.
std::string make_name(std::string_view title, Random& random)
{
    std::string name;
    for (char const c : title)
        if (is_alphanumeric(c))
            name += to_lower(c);
        else if (!name.empty() && name.back() != '-')
            name += '-';
    while (name.ends_with('-'))
        name.pop_back();
    return fmt::format("{}/{}", name.empty() ? "newspaper" : name, random.hex(8));
}

Note first_root(SigningKey const& key)
{
    RootDocument root;
    root.origin = key.verifier().name;
    root.root_keys = {key.verifier()};
    root.log_keys = {key.verifier()};
    Note note{root.text(), {}};
    note.sign(key);
    return note;
}

// Returns the document that waits for the next build, if it is of that version: an older one has been
// entered.
Result<std::optional<Note>> next_root(std::filesystem::path const& data, std::uint64_t version)
{
    auto const bytes = TRY(read_file(next_root_file(data), 64u << 10));
    auto note = TRY(Note::parse(bytes));
    auto const document = TRY(RootDocument::parse(note.text));
    return document.version == version ? std::optional(std::move(note)) : std::nullopt;
}

} // namespace

Result<void> write_secret(std::filesystem::path const& path, std::string_view content)
{
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    auto unfinished = path;
    unfinished += ".new";
    std::filesystem::remove(unfinished, failed);
    FileDescriptor const file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file || ::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
        return system_error(fmt::format("cannot write {}", unfinished.string()), errno);
    return put_in_place(unfinished, path);
}

std::filesystem::path log_folder(std::filesystem::path const& data)
{
    return data / "log";
}

std::filesystem::path log_key_file(std::filesystem::path const& data)
{
    return data / "keys" / "log.key";
}

SignedCheckpoint sign_checkpoint(Checkpoint const& checkpoint, SigningKey const& key)
{
    SignedCheckpoint result{{checkpoint.text(), {}}, key.verifier(), {}};
    result.note.sign(key);
    result.minisign_signature
        = key.sign(minisign_message(result.note.signatures.back().bytes, checkpoint.origin));
    return result;
}

std::map<std::string, std::string> head_files(
    TlogProof latest, Checkpoint const& checkpoint, SignedCheckpoint const& by)
{
    auto const signature = std::ranges::find_if(by.note.signatures,
        [&](auto const& one) { return one.name == by.key.name && one.id == by.key.id(); });
    VERIFY(signature != by.note.signatures.end());
    auto files
        = other_forms(checkpoint.text(), checkpoint.origin, by.key, signature->bytes, by.minisign_signature);
    latest.checkpoint = by.note.to_string();
    files["checkpoint"] = latest.checkpoint;
    files["latest"] = latest.to_string();
    return files;
}

Result<Origin> Origin::open(std::filesystem::path const& data, std::string_view title, Random& random)
{
    Origin origin;
    origin.log = log_folder(data);
    std::error_code failed;
    if (std::filesystem::is_directory(origin.log, failed)) {
        origin.lock = TRY(FolderLock::take(origin.log));
        // Before anybody asks the log whether what was set aside in a mirror is signed.
        TRY(StagedFiles::open(origin.log));
    }
    auto const log = TRY(LogFolder::open(origin.log));
    auto const key_file = log_key_file(data);
    if (!std::filesystem::exists(key_file, failed) && !log.head()) {
        auto const key = SigningKey::make(make_name(title, random), KeyKind::note, random);
        TRY(write_secret(key_file, key.text() + "\n"));
    }
    if (std::filesystem::exists(key_file, failed)) {
        auto const text = TRY(read_file(key_file, 4096));
        origin.key = TRY(SigningKey::parse(trimmed(text)));
    }
    if (log.head())
        origin.name = log.head()->checkpoint.origin;
    else
        origin.name = origin.key->verifier().name;
    auto roots = TRY(log.roots());
    if (roots.empty() && origin.key)
        origin.new_root = first_root(*origin.key);
    else if (std::filesystem::exists(next_root_file(data), failed))
        origin.new_root = TRY(next_root(data, roots.size() + 1));
    if (origin.new_root)
        roots.push_back(*origin.new_root);
    if (roots.empty())
        return not_found(fmt::format("{} has no root document", origin.log.string()));
    origin.root = TRY(check_chain(roots));
    auto const& keys = origin.root.log_keys;
    if (origin.key && std::ranges::find(keys, origin.key->verifier()) == keys.end())
        return Error{ErrorCode::conflict,
            fmt::format("the key in {} is none of the log keys of root document {}; if the log is signed "
                        "elsewhere now, delete the file",
                key_file.string(), origin.root.version)};
    return origin;
}

} // namespace broadsheet::mirror
