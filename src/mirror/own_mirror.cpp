#include "mirror/own_mirror.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/build.h"
#include "mirror/folder.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_bytes = 32u << 20;
constexpr std::string_view log_folder_name = "log/";

Error refusal_of(std::filesystem::path const& folder, LogFolder const& own)
{
    return {ErrorCode::conflict,
        fmt::format(
            "{0} does not hold the newest edition that the newspaper has signed, with {1} leaves in the log "
            "{2}: `broadsheet mirror build --to {0}` brings it up to date",
            folder.string(), own.size(), own.head()->checkpoint.origin)};
}

} // namespace

Result<OwnMirror> OwnMirror::open(std::filesystem::path const& folder, std::filesystem::path const& log)
{
    TRY(Folder::check_is_mirror(folder));
    auto own = TRY(LogFolder::open(log));
    if (!own.head())
        return not_found(
            fmt::format("the newspaper has signed nothing yet, there is no log in {}", log.string()));
    TRY(Folder::check_is_of(folder, own.head()->checkpoint.origin));
    TRY(check_is_whole(folder));
    auto const newest = TRY(own.read("latest"));
    if (auto const there = read_file(folder / "log/latest", most_bytes); !there.ok() || *there != newest)
        return refusal_of(folder, own);
    OwnMirror mirror(std::move(own));
    for (std::uint64_t number = 0; number < nodes_at(0, mirror.log_.bits()); ++number)
        for (auto const& line : TRY(mirror.log_.lines(number)))
            mirror.names_.insert(line.name);
    return mirror;
}

bool OwnMirror::has(std::string const& name) const
{
    std::error_code failed;
    return names_.contains(name)
        || (name.starts_with(log_folder_name)
            && std::filesystem::exists(log_.path() / name.substr(log_folder_name.size()), failed));
}

Result<Hash> OwnMirror::check(std::string const& name, std::filesystem::path const& file) const
{
    auto const line = TRY(log_.find(name));
    Sha256 salted;
    Sha256 plain;
    if (line)
        salted.add(line->salt);
    TRY(read_in_pieces(file, [&](std::string_view piece) -> Result<void> {
        salted.add(piece);
        plain.add(piece);
        return {};
    }));
    auto const hash = hash_at(plain.digest(), 0);
    bool is_right = false;
    if (line)
        is_right = salted.digest() == line->content.view();
    else if (name.starts_with(log_folder_name))
        is_right = TRY(hash_of_file(log_.path() / name.substr(log_folder_name.size()))) == hash;
    if (!is_right)
        return forbidden(
            fmt::format("{} is not what was published: `broadsheet mirror build --all` makes it anew", name));
    return hash;
}

} // namespace broadsheet::mirror
