#include "mirror/verify/verify.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "mirror/host_files.h"
#include "mirror/log/numbers.h"
#include "mirror/log/other_forms.h"
#include "mirror/log/tree_writer.h"
#include "mirror/name_set.h"
#include "mirror/verify/trust.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <mutex>
#include <thread>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_findings = 1'000;
constexpr unsigned most_failures_in_a_row = 20; // then a host is down
// Far more than these have.
constexpr std::size_t largest_head = 1u << 20; // log/latest, with many witnesses
constexpr std::size_t largest_bundle = tile_width * 1'024;
constexpr std::size_t largest_shard = 1u << 20;

std::string in_log(std::string const& name)
{
    return "log/" + name;
}

// Whether a name ends so while the file is written, or was when the program was killed.
bool is_while_written(std::string_view ending)
{
    constexpr std::string_view run = ".run";
    constexpr std::string_view temporary = ".tmp";
    if (ending.starts_with(run))
        return is_number(ending.substr(run.size()));
    if (!ending.ends_with(temporary))
        return ending == ".new";
    ending.remove_suffix(temporary.size()); // ".PROCESS.SERIAL"
    auto const dot = ending.rfind('.');
    return dot > 0 && is_number(ending.substr(1, dot - 1)) && is_number(ending.substr(dot + 1));
}

// Whether the program that builds mirrors keeps such a file in its own folder. It is no page, it is copied
// nowhere, and docs/mirrors.md says how a host denies it to readers.
bool is_kept_by_builder(std::string_view name)
{
    constexpr std::string_view start = ".broadsheet-";
    constexpr std::string_view pushed = "pushed-";
    if (!name.starts_with(start))
        return false;
    name.remove_prefix(start.size());
    if (name.starts_with(pushed))
        return std::ranges::all_of(
            name.substr(pushed.size()), [](char c) { return is_alphanumeric(c) || c == '-'; });
    if (constexpr std::string_view fetched = "fetched/"; name.starts_with(fetched))
        return is_fingerprint(name.substr(fetched.size()));
    for (std::string_view const staged : {"staged/", "waiting/"}) {
        if (!name.starts_with(staged))
            continue;
        name.remove_prefix(staged.size());
        auto const slash = name.find('/');
        return name == "journal" || name == "staging"
            || (slash != name.npos && is_number(name.substr(0, slash)) && is_number(name.substr(slash + 1)));
    }
    auto const dot = name.find('.');
    auto const file = name.substr(0, dot);
    return (file == "mirror" || file == "building" || file == "built" || file == "lock" || file == "gone")
        && (dot == name.npos || is_while_written(name.substr(dot)));
}

class Verification {
public:
    Verification(Source& source, VerifyOptions const& options)
        : source_(source)
        , options_(options)
    {
    }

    Verdict run();

private:
    // Of the manifest: a branch, or a shard at level 0.
    struct Node {
        unsigned level = 0;
        std::uint64_t number = 0;
        Hash hash; // as what stands above says
    };

    void find(std::string name, std::string reason, Verdict::State = Verdict::State::bad);
    // Adds what went wrong with a file to the findings.
    void note(std::string const& name, Result<void> const&);
    // Returns what `read` makes of the first copy in which it finds the file right, or of the mirror.
    template <typename Read>
    auto find_right(std::string const& name, Read const& read) -> decltype(read(std::declval<Source&>()));
    void know(std::string const& name);
    void tell(std::string const& name, Source const& found_in);
    Result<std::string> read_log(std::string const& name, std::size_t most);
    Result<void> expect(std::string const& name, std::string_view content);
    Result<std::string> read_node(Node const&, std::size_t most);

    bool has_given_up() const { return failures_in_a_row_ >= most_failures_in_a_row; }

    Result<void> read_head();
    Result<void> read_roots();
    Result<void> check_keys();
    Result<void> check_other_forms(VerifierKey const&);
    Result<std::string> read_bundle(std::string const& name, bool from_copies);
    bool have_copies_the_log();
    Result<void> check_log();
    Result<void> check_since();
    Result<void> check_is_beginning_of(Checkpoint const& since);
    Result<std::vector<Node>> nodes_in(std::string_view hashes, unsigned level, std::uint64_t first) const;
    Result<std::vector<Node>> read_branch(Node const&);
    Result<void> read_branches();
    void note_damaged(Node const&, Error const&);
    void check_manifest(std::atomic<std::size_t>& next);
    Result<void> check_branch(Node const&);
    Result<void> check_shard(Node const&);
    Result<void> check_content(ManifestLine const&, Source&) const;
    Result<void> check_file(ManifestLine const&);
    Result<void> check_names();
    Result<void> check_older_tile(std::string_view name);

    Source& source_;
    VerifyOptions const& options_;
    std::mutex mutex_; // guards the verdict and the names
    Verdict verdict_;
    NameSet known_; // files that have their place in the mirror
    std::vector<Note> roots_;
    std::optional<RootDocument> root_;
    Hashes leaves_;
    std::vector<Node> nodes_; // of the manifest: the lowest branches, or shards where it has no branches
    std::atomic<std::uint64_t> listed_ = 0; // lines of the manifest
    std::atomic<unsigned> failures_in_a_row_ = 0; // of a host that does not answer
    std::atomic<bool> knows_all_names_ = true; // no part of the manifest is damaged, or could not be read
};

void Verification::find(std::string name, std::string reason, Verdict::State state)
{
    std::scoped_lock lock(mutex_);
    if (verdict_.state != Verdict::State::bad)
        verdict_.state = state;
    if (verdict_.findings.size() < most_findings)
        verdict_.findings.push_back({std::move(name), std::move(reason)});
}

void Verification::note(std::string const& name, Result<void> const& result)
{
    if (result.ok())
        return;
    // A host that is down, or a disk that fails, says nothing of what the newspaper has published.
    auto const code = result.error().code;
    bool const was_read = code != ErrorCode::unavailable && code != ErrorCode::io;
    if (!was_read)
        knows_all_names_ = false;
    find(name, result.error().message, was_read ? Verdict::State::bad : Verdict::State::unknown);
}

template <typename Read>
auto Verification::find_right(std::string const& name, Read const& read)
    -> decltype(read(std::declval<Source&>()))
{
    know(name);
    for (auto* copy : options_.copies)
        if (auto right = read(*copy); right.ok()) {
            tell(name, *copy);
            return right;
        }
    auto right = read(source_);
    if (right.ok())
        tell(name, source_);
    bool const is_down = !right.ok() && right.error().code == ErrorCode::unavailable;
    failures_in_a_row_ = is_down ? failures_in_a_row_ + 1 : 0;
    return right;
}

// The file has its place in the mirror, right or not.
void Verification::know(std::string const& name)
{
    std::scoped_lock lock(mutex_);
    known_.insert(name);
}

void Verification::tell(std::string const& name, Source const& found_in)
{
    std::scoped_lock lock(mutex_);
    if (options_.found)
        options_.found(name, found_in);
}

Result<std::string> Verification::read_log(std::string const& name, std::size_t most)
{
    auto content = TRY(source_.read_all(in_log(name), most));
    know(in_log(name));
    tell(in_log(name), source_);
    return content;
}

// Checks that a file of the log has this content and no other.
Result<void> Verification::expect(std::string const& name, std::string_view content)
{
    return find_right(in_log(name), [&](Source& from) -> Result<void> {
        if (TRY(from.read_all(in_log(name), content.size())) != content)
            return invalid("it is not what follows from the rest of the log");
        return {};
    });
}

Result<std::string> Verification::read_node(Node const& node, std::size_t most)
{
    auto const name = in_log(node_name(node.level, node.number));
    return find_right(name, [&](Source& from) -> Result<std::string> {
        auto bytes = TRY(from.read_all(name, most));
        if (hash_of(bytes) != node.hash)
            return invalid("it is not what the log commits to");
        return bytes;
    });
}

Result<void> Verification::read_head()
{
    auto const latest = TRY(read_log("latest", largest_head));
    auto head = TRY(LogHead::parse(latest));
    if (head.proof.to_string() != latest || head.note.to_string() != head.proof.checkpoint)
        return invalid("it is not written as it should be");
    TRY(head.check());
    verdict_.head = std::move(head);
    return {};
}

Result<void> Verification::read_roots()
{
    TRY(for_each_root([this](std::string const& name) { return read_log(name, largest_root_document); },
        [this](Note root) {
            verdict_.fingerprints.push_back(fingerprint_of(root.text));
            roots_.push_back(std::move(root));
        }));
    root_ = TRY(check_chain(roots_));
    return expect("root", roots_.back().to_string());
}

Result<void> Verification::check_keys()
{
    auto const& head = *verdict_.head;
    if (root_->origin != head.checkpoint.origin)
        return invalid(fmt::format("it is of another log than the root document, {}", root_->origin));
    auto const signers = TRY(check_trust(head.note, *root_, verdict_.fingerprints, options_));
    note(in_log("checkpoint"), expect("checkpoint", head.proof.checkpoint));
    note(in_log("checkpoint.minisig"), check_other_forms(signers.front()));
    return {};
}

Result<void> Verification::check_other_forms(VerifierKey const& key)
{
    auto const& head = *verdict_.head;
    auto const file = TRY(read_log("checkpoint.minisig", largest_head));
    auto const second = TRY(minisign_signature_in(file));
    auto const signature = std::ranges::find_if(
        head.note.signatures, [&](auto const& one) { return one.name == key.name && one.id == key.id(); });
    if (!key.has_signed(minisign_message(signature->bytes, head.checkpoint.origin), second))
        return invalid("its trusted comment is not signed by the log's key");
    auto const forms = other_forms(head.note.text, head.checkpoint.origin, key, signature->bytes, second);
    for (auto const& [name, content] : forms)
        note(in_log(name), expect(name, content));
    return {};
}

// Reads a bundle of the log's entries; one that is full, and so never changes, from the copies if told so.
Result<std::string> Verification::read_bundle(std::string const& name, bool from_copies)
{
    if (from_copies && name.find(".p/") == name.npos)
        for (auto* copy : options_.copies)
            if (auto bundle = copy->read_all(in_log(name)); bundle.ok())
                return bundle;
    auto bundle = read_log(name, largest_bundle);
    return bundle.ok() ? std::move(bundle) : std::move(bundle).error().within(in_log(name));
}

// Whether the copies' bundles, with what only the mirror has, give the root that is signed: then they are
// right, all of them.
bool Verification::have_copies_the_log()
{
    if (options_.copies.empty())
        return false;
    auto const& head = *verdict_.head;
    auto const root = remake_tiles(
        head.checkpoint.size, [this](std::string const& name) { return read_bundle(name, true); },
        [](std::string const&, std::string_view) -> Result<void> { return {}; },
        [](std::string_view) -> Result<void> { return {}; });
    return root.ok() && *root == head.checkpoint.root;
}

// Makes the tiles anew from the entries, and compares.
Result<void> Verification::check_log()
{
    auto const& head = *verdict_.head;
    auto const newest_keys = keys_leaf(hash_of(roots_.back().text), root_->version, "");
    bool const from_copies = have_copies_the_log();
    bool has_newest_keys = false;
    std::string last;
    auto const root = TRY(remake_tiles(
        head.checkpoint.size, [&](std::string const& name) { return read_bundle(name, from_copies); },
        [this](std::string const& name, std::string_view content) -> Result<void> {
            note(in_log(name), expect(name, content));
            return {};
        },
        [&](std::string_view entry) -> Result<void> {
            leaves_.push_back(leaf_hash(entry));
            if (entry.starts_with("keys "))
                has_newest_keys = entry.starts_with(newest_keys);
            last = entry;
            return {};
        }));
    if (root != head.checkpoint.root)
        return invalid("the entries do not give the root that is signed");
    if (last != head.snapshot.text())
        return invalid("the log does not end with the snapshot");
    if (!has_newest_keys)
        return invalid("the newest root document is not the last that the log has");
    return {};
}

// Proves by the tiles of another mirror that this one's log is the beginning of that one's.
Result<void> Verification::check_is_beginning_of(Checkpoint const& since)
{
    auto const& now = verdict_.head->checkpoint;
    TiledTree tree(
        [&](std::string const& name) { return options_.newer->read_all(in_log(name)); }, since.size);
    auto const whole = tree_root(tree.reader(), since.size);
    auto const proof = consistency_proof(tree.reader(), now.size, since.size);
    if (!whole.ok() || *whole != since.root || !proof.ok())
        return Error{ErrorCode::unavailable,
            fmt::format("the log of the mirror seen before cannot be compared with: {}",
                !whole.ok() ? whole.error().message : "it is damaged")};
    if (!is_consistent(now.size, now.root, since.size, since.root, *proof))
        return invalid("the log seen before does not go on from this one: it has been forked");
    verdict_.is_proven_older = true;
    return {};
}

Result<void> Verification::check_since()
{
    if (options_.since.empty())
        return {};
    auto const since = TRY(checkpoint_in(options_.since));
    auto const& now = verdict_.head->checkpoint;
    if (since.origin != now.origin)
        return invalid(fmt::format("the checkpoint seen before is of another log, {}", since.origin));
    if (since.size > now.size) {
        verdict_.stale_because = fmt::format(
            "the mirror's log has {} leaves; the checkpoint seen before has {}", now.size, since.size);
        return options_.newer != nullptr ? check_is_beginning_of(since) : Result<void>();
    }
    if (root_of(std::span(leaves_).first(since.size)) != since.root)
        return invalid("the log does not go on from the checkpoint seen before: it has been forked");
    return {};
}

Result<void> Verification::check_content(ManifestLine const& line, Source& source) const
{
    Sha256 hash;
    hash.add(line.salt);
    std::uint64_t length = 0;
    auto read = source.read(line.name, [&](std::string_view piece) -> Result<void> {
        length += piece.size();
        if (length > line.length) // it may be a hole of terabytes
            return invalid(fmt::format("it has more than the {} bytes that were published", line.length));
        hash.add(piece);
        return {};
    });
    TRY(std::move(read));
    if (length != line.length)
        return invalid(fmt::format("it has {} bytes; {} were published", length, line.length));
    if (hash.digest() != line.content.view())
        return invalid("its content is not what was published");
    return {};
}

Result<void> Verification::check_file(ManifestLine const& line)
{
    if (line.index >= leaves_.size() || leaves_[line.index] != leaf_hash(line.leaf().text()))
        return invalid(fmt::format("leaf {} of the log does not say that it was published", line.index));
    TRY(find_right(line.name, [&](Source& from) { return check_content(line, from); }));
    std::scoped_lock lock(mutex_);
    ++verdict_.files;
    verdict_.bytes += line.length;
    if (options_.progress)
        options_.progress(verdict_.files, verdict_.head->snapshot.files);
    return {};
}

// Returns the nodes that a branch, or the top, names; the first has this number.
Result<std::vector<Verification::Node>> Verification::nodes_in(
    std::string_view hashes, unsigned level, std::uint64_t first) const
{
    auto const count = std::min(branch_width, nodes_at(level, verdict_.head->snapshot.bits) - first);
    if (hashes.size() != count * hash_size)
        return invalid("it has not a hash for each node below it");
    std::vector<Node> nodes;
    for (std::uint64_t at = 0; at < count; ++at)
        nodes.push_back({level, first + at, hash_at(hashes, at)});
    return nodes;
}

Result<std::vector<Verification::Node>> Verification::read_branch(Node const& branch)
{
    auto const hashes = TRY(read_node(branch, branch_width * hash_size));
    return nodes_in(hashes, branch.level - 1, branch.number * branch_width);
}

// Goes down through the manifest's branches, from its top to the lowest.
Result<void> Verification::read_branches()
{
    auto level = levels_of(verdict_.head->snapshot.bits) - 1;
    nodes_ = TRY(nodes_in(verdict_.head->top, level, 0));
    for (; level > 1; --level)
        for (auto const& branch : std::exchange(nodes_, {}))
            if (auto const below = read_branch(branch); below.ok())
                nodes_.insert(nodes_.end(), below->begin(), below->end());
            else
                note_damaged(branch, below.error());
    return {};
}

// Which names stand below it, nobody knows.
void Verification::note_damaged(Node const& node, Error const& error)
{
    knows_all_names_ = false;
    note(in_log(node_name(node.level, node.number)), error);
}

Result<void> Verification::check_branch(Node const& branch)
{
    for (auto const& shard : TRY(read_branch(branch)))
        if (has_given_up())
            return {};
        else if (auto const checked = check_shard(shard); !checked.ok())
            note_damaged(shard, checked.error());
    return {};
}

Result<void> Verification::check_shard(Node const& shard)
{
    auto const lines = TRY(read_node(shard, largest_shard));
    for (auto const& line : TRY(parse_shard(lines, shard.number, verdict_.head->snapshot.bits))) {
        if (has_given_up())
            return {};
        ++listed_;
        know(line.name);
        note(line.name, check_file(line));
    }
    return {};
}

void Verification::check_manifest(std::atomic<std::size_t>& next)
{
    for (auto at = next++; at < nodes_.size() && !has_given_up(); at = next++) {
        auto const& node = nodes_[at];
        auto const checked = node.level == 0 ? check_shard(node) : check_branch(node);
        if (!checked.ok())
            note_damaged(node, checked.error());
    }
}

// A partial tile of an older checkpoint is the beginning of today's.
Result<void> Verification::check_older_tile(std::string_view name)
{
    auto const there = TRY(source_.read_all(std::string(name)));
    auto const dot = name.rfind(".p/");
    auto const width = dot == name.npos ? std::nullopt : plain_number(name.substr(dot + 3));
    if (!width || *width == 0 || *width >= tile_width)
        return invalid("it does not belong into the mirror");
    auto const whole = std::string(name.substr(0, dot));
    auto today = source_.read_all(whole);
    for (auto wider = *width + 1; !today.ok() && wider < tile_width; ++wider)
        today = source_.read_all(fmt::format("{}.p/{}", whole, wider));
    auto const tile = TRY(std::move(today));
    std::size_t end = 0;
    if (name.starts_with("log/tile/entries/"))
        for (std::uint64_t entry = 0; entry < *width && end + 2 <= tile.size(); ++entry)
            end += 2
                + static_cast<std::size_t>(
                    static_cast<unsigned char>(tile[end]) << 8 | static_cast<unsigned char>(tile[end + 1]));
    else
        end = *width * hash_size;
    if (there != std::string_view(tile).substr(0, end))
        return invalid("it is not the beginning of today's tile");
    return {};
}

Result<void> Verification::check_names()
{
    return source_.for_each_name([&](std::string const& name) -> Result<void> {
        if (known_.contains(name) || is_kept_by_builder(name) || is_host_file(name, options_.host_files))
            return {};
        if (name.starts_with("log/tile/"))
            note(name, check_older_tile(name));
        else
            find(name, "it does not belong into the mirror");
        return {};
    });
}

Verdict Verification::run()
{
    // Each step needs what the ones before it have found right.
    auto const step = [&](std::string const& name, Result<void> const& result) {
        note(name, result);
        return result.ok();
    };
    if (step("log/latest", read_head()) && step("log/root", read_roots())
        && step("log/checkpoint", check_keys()) && step("log/tile", check_log())
        && step("log/checkpoint", check_since()) && step("log/latest", read_branches())) {
        auto const count
            = options_.threads != 0 ? options_.threads : std::max(1u, std::thread::hardware_concurrency());
        std::atomic<std::size_t> next = 0;
        {
            std::vector<std::jthread> threads;
            for (unsigned thread = 0; thread < count; ++thread)
                threads.emplace_back([&] { check_manifest(next); });
        }
        if (has_given_up())
            note("the mirror",
                Error{ErrorCode::unavailable,
                    fmt::format("it was given up after {} answers in a row that did not come",
                        most_failures_in_a_row)});
        if (verdict_.findings.empty() && listed_ != verdict_.head->snapshot.files)
            find("log/latest", "the manifest has not as many files as the snapshot says");
        if (knows_all_names_)
            note("the mirror", check_names());
        if (verdict_.state == Verdict::State::good && !verdict_.stale_because.empty())
            verdict_.state = Verdict::State::stale;
    }
    std::ranges::sort(verdict_.findings, {}, &Verdict::Finding::name);
    return std::move(verdict_);
}

} // namespace

Result<Checkpoint> checkpoint_in(std::string_view text)
{
    if (auto const blank = text.find("\n\n"); blank != text.npos)
        text = text.substr(0, blank + 1); // without the signatures
    return Checkpoint::parse(text);
}

Verdict verify(Source& source, VerifyOptions const& options)
{
    return Verification(source, options).run();
}

} // namespace broadsheet::mirror
