#include "mirror/log/log_folder.h"

#include "base/file.h"
#include "mirror/log/numbers.h"
#include "mirror/staged_files.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_bytes = 32u << 20; // of a file in a log's folder

} // namespace

std::string root_name(std::uint64_t version)
{
    return fmt::format("roots/{}", number_path(version));
}

Result<void> for_each_root(NodeReader const& read_log, std::function<void(Note)> const& visit)
{
    constexpr std::uint64_t most_versions = 1'000;
    for (std::uint64_t version = 1;; ++version) {
        if (version > most_versions)
            return limit_reached(fmt::format("there are more than {} root documents", most_versions));
        auto bytes = read_log(root_name(version));
        if (!bytes.ok() && bytes.error().code == ErrorCode::not_found && version > 1)
            return {};
        auto const text = TRY(std::move(bytes));
        auto note = TRY(Note::parse(text));
        if (note.to_string() != text)
            return invalid("a root document is not written as it should be");
        visit(std::move(note));
    }
}

Result<LogHead> LogHead::parse(std::string_view latest)
{
    LogHead head;
    head.proof = TRY(TlogProof::parse(latest));
    head.note = TRY(Note::parse(head.proof.checkpoint));
    head.checkpoint = TRY(Checkpoint::parse(head.note.text));
    auto const line_feed = head.proof.extra.find('\n');
    if (line_feed == std::string::npos)
        return invalid("latest does not hold the snapshot and the manifest's top");
    head.snapshot = TRY(SnapshotLeaf::parse(std::string_view(head.proof.extra).substr(0, line_feed)));
    head.top = head.proof.extra.substr(line_feed + 1);
    return head;
}

Result<void> LogHead::check() const
{
    if (proof.index + 1 != checkpoint.size
        || !is_included(
            leaf_hash(snapshot.text()), proof.index, checkpoint.size, checkpoint.root, proof.hashes))
        return invalid("latest does not prove that its snapshot is the log's last leaf");
    auto const nodes = nodes_at(levels_of(snapshot.bits) - 1, snapshot.bits);
    if (hash_of(top) != snapshot.manifest || top.size() != nodes * hash_size)
        return invalid("the manifest's top in latest is not the one that the snapshot commits to");
    return {};
}

Result<LogFolder> LogFolder::open(std::filesystem::path path)
{
    LogFolder folder;
    folder.path_ = std::move(path);
    auto latest = folder.read("latest");
    if (latest.ok())
        folder.head_ = TRY(LogHead::parse(*latest));
    else if (std::error_code failed; std::filesystem::exists(folder.path_ / "latest", failed))
        return std::move(latest).error();
    // What was set aside before its head was written is nobody's.
    if (std::error_code failed; !std::filesystem::exists(folder.path_ / waiting_head_name, failed))
        return folder;
    TRY(StagedFiles::for_each_set_aside(
        folder.path_, [&](std::string_view name, Phase, std::filesystem::path const& file) -> Result<void> {
            folder.waiting_[std::string(name)] = file;
            return {};
        }));
    return folder;
}

Result<std::string> LogFolder::read(std::string const& name) const
{
    return read_file(path_ / name, most_bytes);
}

Result<Hash> LogFolder::root_at(std::uint64_t leaves) const
{
    TiledTree tree([this](std::string const& name) { return read(name); }, size());
    return tree_root(tree.reader(), leaves);
}

Result<std::string> LogFolder::read_waiting(std::string const& name) const
{
    auto const found = waiting_.find(name);
    return found == waiting_.end() ? read(name) : read_file(found->second, most_bytes);
}

Result<std::string> LogFolder::shard(std::uint64_t number) const
{
    return head_ ? read(node_name(0, number)) : std::string();
}

Result<std::vector<ManifestLine>> LogFolder::lines(std::uint64_t number) const
{
    auto const bytes = TRY(shard(number));
    return parse_shard(bytes, number, bits());
}

Result<std::optional<ManifestLine>> LogFolder::find(std::string_view name) const
{
    if (!head_)
        return std::optional<ManifestLine>();
    auto const bytes = TRY(shard(shard_at(place_of_name(name), bits())));
    auto const ending = fmt::format(" {}\n", name);
    // Another name may end as this one does, after a space.
    for (auto at = bytes.find(ending); at != bytes.npos; at = bytes.find(ending, at + 1)) {
        auto const line_feed = bytes.rfind('\n', at);
        auto const first = line_feed == bytes.npos ? 0 : line_feed + 1;
        auto line
            = TRY(ManifestLine::parse(std::string_view(bytes).substr(first, at + ending.size() - 1 - first)));
        if (line.name == name)
            return std::optional(std::move(line));
    }
    return std::optional<ManifestLine>();
}

Result<std::vector<Note>> LogFolder::roots() const
{
    std::vector<Note> notes;
    std::error_code failed;
    auto const is_there = [&](std::string const& name) {
        return waiting_.contains(name) || std::filesystem::exists(path_ / name, failed);
    };
    for (std::uint64_t version = 1; is_there(root_name(version)); ++version) {
        auto const bytes = TRY(read_waiting(root_name(version)));
        notes.push_back(TRY(Note::parse(bytes)));
    }
    return notes;
}

} // namespace broadsheet::mirror
