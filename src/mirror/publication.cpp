#include "mirror/publication.h"

#include "base/encoding.h"
#include "mirror/log/numbers.h"
#include "mirror/manifest_writer.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr char const* changes_name = ".broadsheet-changes";
constexpr std::size_t place_digits = 8;

// Kinds of recorded changes, in the order in which a name's are sorted.
constexpr char put_kind = '+'; // a manifest's line whose index is still to come
constexpr char remove_kind = '-'; // a name
constexpr char move_kind = '='; // a line that goes into another shard, because their number changes

std::uint32_t place_of_change(std::string_view change)
{
    return static_cast<std::uint32_t>(std::stoul(std::string(change.substr(0, place_digits)), nullptr, 16));
}

Hash as_hash(std::string const& digest)
{
    return hash_at(digest, 0);
}

Hash salted_hash(std::string_view salt, std::string_view content)
{
    Sha256 hash;
    hash.add(salt);
    hash.add(content);
    return as_hash(hash.digest());
}

} // namespace

Publication::Publication(LogFolder const& log, StagedFiles& staged, std::string slot, Random& random)
    : log_(log)
    , staged_(staged)
    , slot_(std::move(slot))
    , random_(random)
    , changes_sorted_(log.path() / changes_name)
    , seen_(log.size())
    , files_(log.head() ? log.head()->snapshot.files : 0)
{
}

std::string Publication::random_bytes()
{
    std::string bytes(16, '\0');
    random_.fill(std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

Result<void> Publication::record(char kind, std::string_view name, std::string_view text)
{
    auto const line = fmt::format("{:08x}{}{}", place_of_name(name), kind, text);
    std::scoped_lock lock(mutex_);
    return changes_sorted_.add(line);
}

Result<void> Publication::put_line(ManifestLine line, bool is_new)
{
    if (!is_file_name(line.name) || !is_media_type(line.type))
        return invalid(fmt::format("\"{}\" of type \"{}\" can be in no mirror", line.name, line.type));
    line.slot = slot_;
    line.nonce = random_bytes();
    ++changes_;
    if (is_new)
        ++files_;
    return record(put_kind, line.name, line.text());
}

// Returns what was published under this name, which is seen now.
Result<std::optional<ManifestLine>> Publication::find_and_note(std::string const& name)
{
    auto former = TRY(log_.find(name));
    if (former) {
        std::scoped_lock lock(mutex_);
        seen_.at(former->index) = true;
    }
    return former;
}

Result<void> Publication::put(std::string const& name, std::string_view content, std::string_view type)
{
    auto const former = TRY(find_and_note(name));
    if (former && former->length == content.size() && former->type == type
        && former->content == salted_hash(former->salt, content))
        return {};
    ManifestLine line;
    line.name = name;
    line.type = type;
    line.length = content.size();
    line.salt = random_bytes();
    line.content = salted_hash(line.salt, content);
    return put_line(std::move(line), !former);
}

Result<void> Publication::put_file(
    std::string const& name, std::filesystem::path const& file, std::string_view type, Content content)
{
    std::error_code failed;
    auto const size = std::filesystem::file_size(file, failed);
    if (failed)
        return not_found(fmt::format("there is no {}", file.string()));
    auto const former = TRY(find_and_note(name));
    if (former && former->length == size && former->type == type
        && (content == Content::fixed || former->content == TRY(hash_of_file(file, former->salt))))
        return {};
    ManifestLine line;
    line.name = name;
    line.type = type;
    line.length = size;
    line.salt = random_bytes();
    line.content = TRY(hash_of_file(file, line.salt));
    return put_line(std::move(line), !former);
}

Result<void> Publication::remove(std::string const& name)
{
    if (!TRY(log_.find(name)))
        return {};
    ++changes_;
    --files_;
    return record(remove_kind, name, name);
}

Result<void> Publication::remove_others()
{
    if (!log_.head())
        return {};
    for (std::uint64_t number = 0; number < nodes_at(0, log_.bits()); ++number)
        for (auto const& line : TRY(log_.lines(number)))
            if (!seen_.at(line.index))
                TRY(remove(line.name));
    return {};
}

Result<void> Publication::stage(std::string const& name, std::string_view content, Phase phase)
{
    publish_.written.push_back(name);
    return staged_.put(name, content, phase);
}

// Returns the number of bits for the new manifest. Where it changes, every line goes elsewhere.
Result<unsigned> Publication::choose_bits()
{
    auto const bits = log_.bits();
    auto const files = files_.load();
    auto const room = std::uint64_t{8} << bits;
    if (log_.head() && files <= room && (bits == 0 || files >= room / 8))
        return bits;
    for (std::uint64_t number = 0; log_.head() && number < nodes_at(0, bits); ++number)
        for (auto const& line : TRY(log_.lines(number)))
            TRY(record(move_kind, line.name, line.text()));
    return bits_for(files);
}

// Writes the shard of which the former lines and the changes are given, appends the leaves, and returns the
// shard's hash.
Result<Hash> Publication::rewrite_shard(TreeWriter& tree, std::uint64_t number,
    std::vector<ManifestLine> former, std::vector<std::string> const& changes)
{
    auto const text_of = [](std::string_view change) { return change.substr(place_digits + 1); };
    std::map<std::string, ManifestLine> lines;
    for (auto& line : former)
        lines[line.name] = std::move(line);
    for (auto const& change : changes)
        if (change[place_digits] == move_kind) {
            auto line = TRY(ManifestLine::parse(text_of(change)));
            lines[line.name] = std::move(line);
        }
    for (auto const& change : changes) {
        if (change[place_digits] == remove_kind) {
            auto const found = lines.find(std::string(text_of(change)));
            VERIFY(found != lines.end());
            TRY(tree.append(delete_leaf(found->second.leaf().path, slot_)));
            lines.erase(found);
            ++publish_.deleted;
        } else if (change[place_digits] == put_kind) {
            auto line = TRY(ManifestLine::parse(text_of(change)));
            line.index = tree.size();
            TRY(tree.append(line.leaf().text()));
            lines[line.name] = std::move(line);
            ++publish_.put;
        }
    }
    std::string bytes;
    for (auto const& [name, line] : lines)
        bytes += line.text() + '\n';
    TRY(stage(node_name(0, number), bytes, Phase::manifest));
    return hash_of(bytes);
}

// Returns the top of the new manifest.
Result<std::string> Publication::rewrite_manifest(TreeWriter& tree, unsigned bits)
{
    bool const is_whole = !log_.head() || bits != log_.bits();
    ManifestWriter manifest(
        bits, is_whole, is_whole ? "" : log_.head()->top,
        [&](std::string const& name) { return log_.read(name); },
        [&](std::string const& name, std::string_view bytes) { return stage(name, bytes, Phase::manifest); });
    std::uint64_t next = 0; // the first shard that is not written yet
    std::vector<std::string> changes;
    auto const flush = [&](std::uint64_t number) -> Result<void> {
        for (; is_whole && next < number; ++next)
            manifest.set_shard(next, TRY(rewrite_shard(tree, next, {}, {})));
        if (changes.empty())
            return {};
        auto former = is_whole ? std::vector<ManifestLine>() : TRY(log_.lines(number));
        manifest.set_shard(number, TRY(rewrite_shard(tree, number, std::move(former), changes)));
        changes.clear();
        next = number + 1;
        return {};
    };
    std::uint64_t number = 0;
    auto written = changes_sorted_.for_each([&](std::string const& change) -> Result<void> {
        if (auto const shard = shard_at(place_of_change(change), bits); shard != number) {
            TRY(flush(number));
            number = shard;
        }
        changes.push_back(change);
        return {};
    });
    TRY(std::move(written));
    TRY(flush(number));
    TRY(flush(nodes_at(0, bits)));
    return manifest.finish();
}

Result<Publish> Publication::finish(std::string origin, std::uint64_t edition)
{
    auto const bits = TRY(choose_bits());
    auto tree = TRY(TreeWriter::open([&](std::string const& name) { return log_.read(name); },
        [&](std::string const& name, std::string_view bytes) { return stage(name, bytes, Phase::tiles); },
        log_.size()));
    if (root_document_) {
        auto const root = TRY(RootDocument::parse(root_document_->text));
        TRY(tree.append(keys_leaf(hash_of(root_document_->text), root.version, slot_)));
    }
    auto const top = TRY(rewrite_manifest(tree, bits));
    auto const snapshot = SnapshotLeaf{hash_of(top), bits, files_, edition, slot_}.text();
    TRY(tree.append(snapshot));
    TRY(tree.finish());
    publish_.checkpoint = {std::move(origin), tree.size(), tree.root()};
    publish_.latest = {snapshot + '\n' + top, tree.size() - 1, tree.last_leaf_proof(), ""};
    return std::move(publish_);
}

} // namespace broadsheet::mirror
