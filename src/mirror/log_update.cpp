#include "mirror/log_update.h"

#include "base/file.h"
#include "mirror/folder.h"
#include "mirror/waiting_head.h"

#include <fmt/format.h>
#include <functional>

namespace broadsheet::mirror {

namespace {

// A full tile stands for all partial ones before it, which lie in a folder beside it.
std::vector<std::filesystem::path> partial_tiles(
    std::filesystem::path const& log, std::vector<std::string> const& written)
{
    std::vector<std::filesystem::path> folders;
    std::error_code ignored;
    for (auto const& name : written)
        if (name.starts_with("tile/") && name.find(".p/") == name.npos)
            if (auto folder = log / (name + ".p"); std::filesystem::exists(folder, ignored))
                folders.push_back(std::move(folder));
    return folders;
}

Result<void> copy_file(LogFolder const& log, std::string const& name, Folder& folder)
{
    auto const content = TRY(log.read_waiting(name));
    TRY(folder.put(fmt::format("log/{}", name), content, phase_in_log(name)));
    return {};
}

// Calls `visit` with the name of each file that is in the log.
Result<void> for_each_name(
    std::filesystem::path const& log, std::function<Result<void>(std::string const&)> const& visit)
{
    return for_each_file(log, [&](std::filesystem::path const& file) -> Result<void> {
        auto const name = file.lexically_relative(log).generic_string();
        return name.starts_with(".broadsheet-") ? Result<void>() : visit(name);
    });
}

// Whether a full tile that waits takes the place of this one.
bool is_overtaken(LogFolder const& log, std::string_view name)
{
    auto const end = name.find(".p/");
    return end != name.npos && log.waiting().contains(std::string(name.substr(0, end)));
}

// Whether the log goes on from a checkpoint, or is at it.
Result<bool> begins_with(LogFolder const& log, Checkpoint const& checkpoint)
{
    if (!log.head() || log.head()->checkpoint.origin != checkpoint.origin || log.size() < checkpoint.size)
        return false;
    return TRY(log.root_at(checkpoint.size)) == checkpoint.root;
}

// Signing what is not there any more would leave a log that nobody can prove anything by.
Result<void> check_is_there(std::filesystem::path const& log, Checkpoint const& waiting)
{
    auto const own = TRY(LogFolder::open(log));
    TiledTree tree([&](std::string const& name) { return own.read_waiting(name); }, waiting.size);
    auto const root = tree_root(tree.reader(), waiting.size);
    if (root && *root == waiting.root)
        return {};
    return Error{ErrorCode::conflict,
        fmt::format("what waits for its signature is not in {} any more, or was changed: put {} back from a "
                    "backup, whole",
            (log / StagedFiles::waiting_name).string(), log.string())};
}

// Deletes what waited, once it is in the log.
void forget_waiting(std::filesystem::path const& log)
{
    std::error_code ignored;
    std::filesystem::remove(log / WaitingHead::file_name, ignored);
    StagedFiles::forget_set_aside(log);
}

// Deletes the partial tiles that full ones among the names stand for.
void remove_overtaken(std::filesystem::path const& log, std::vector<std::string> const& names)
{
    std::error_code ignored;
    for (auto const& folder : partial_tiles(log, names))
        std::filesystem::remove_all(folder, ignored);
}

// Puts what waited and its head in place.
Result<void> publish(std::filesystem::path const& log, std::map<std::string, std::string> const& head_files)
{
    auto staged = TRY(StagedFiles::open(log));
    TRY(staged.put_set_aside());
    for (auto const& [name, content] : head_files)
        TRY(staged.put(name, content, Phase::head));
    std::vector<std::string> names;
    TRY(StagedFiles::for_each_set_aside(
        log, [&](std::string_view name, Phase, std::filesystem::path const&) -> Result<void> {
            names.emplace_back(name);
            return {};
        }));
    TRY(staged.commit());
    forget_waiting(log);
    remove_overtaken(log, names);
    return {};
}

} // namespace

Result<LogUpdate> LogUpdate::open(Origin& origin, std::string slot, Random& random)
{
    std::error_code failed;
    std::filesystem::create_directories(origin.log, failed);
    if (!origin.lock)
        origin.lock = TRY(FolderLock::take(origin.log));
    LogUpdate update(origin);
    update.staged_ = std::make_unique<StagedFiles>(TRY(StagedFiles::open(origin.log)));
    if (TRY(WaitingHead::read(origin.log)))
        return Error{ErrorCode::conflict,
            "an edition waits for its signature: `broadsheet mirror request FILE` writes what is to be "
            "signed, "
            "`broadsheet sign` signs it where the key is, and `broadsheet mirror take-signature` takes it "
            "in"};
    // It was signed, but the program ended before it could delete this.
    forget_waiting(origin.log);
    update.log_ = std::make_unique<LogFolder>(TRY(LogFolder::open(origin.log)));
    update.size_ = update.log_->size();
    if (auto const& head = update.log_->head()) // a coarser slot than the last one's may have begun before it
        slot = std::max(slot, head->snapshot.slot);
    update.publication_
        = std::make_unique<Publication>(*update.log_, *update.staged_, std::move(slot), random);
    if (origin.new_root)
        update.publication_->announce(*origin.new_root);
    return update;
}

Result<bool> LogUpdate::finish(std::uint64_t edition)
{
    if (!publication_->has_changes())
        return false;
    auto publish = TRY(publication_->finish(origin_->name, edition));
    size_ = publish.checkpoint.size;
    WaitingHead head{std::move(publish.latest), publish.checkpoint, {}, {}};
    if (origin_->key) {
        auto by = sign_checkpoint(publish.checkpoint, *origin_->key);
        head.signatures = std::move(by.note.signatures);
        head.minisign_signature = std::move(by.minisign_signature);
    }
    std::map<std::string, std::string> files;
    auto const by = head.signed_checkpoint(origin_->root);
    if (by.ok())
        files = head_files(head.latest, head.checkpoint, *by);
    else if (by.error().code != ErrorCode::forbidden)
        return by.error();
    if (origin_->new_root) {
        auto const root = TRY(RootDocument::parse(origin_->new_root->text));
        files["root"] = files[root_name(root.version)] = origin_->new_root->to_string();
    }
    for (auto const& [name, content] : files) {
        TRY(staged_->put(name, content, Phase::head));
        publish.written.push_back(name);
    }
    publication_.reset();
    origin_->new_root.reset();
    written_ = std::move(publish.written);
    if (!by.ok()) {
        waiting_ = head.checkpoint;
        TRY(staged_->set_aside());
        TRY(write_file_atomically(origin_->log / WaitingHead::file_name, head.to_string()));
        return false;
    }
    TRY(staged_->commit());
    remove_overtaken(origin_->log, written_);
    return true;
}

Result<RootDocument> root_of_log(std::filesystem::path const& log)
{
    auto const own = TRY(LogFolder::open(log));
    auto const roots = TRY(own.roots());
    if (roots.empty())
        return not_found(fmt::format("{} has no root document", log.string()));
    return check_chain(roots);
}

Result<bool> take_signatures(Origin const& origin, SignAnswer const& answer)
{
    auto const root = TRY(root_of_log(origin.log));
    auto head = TRY(WaitingHead::read(origin.log));
    if (!head)
        return not_found("no edition waits for a signature: `broadsheet mirror build` makes one");
    if (TRY(head->take(answer, root)) == 0)
        return invalid(
            "the file has no signature that is missing: it is by none of the keys of the newest root "
            "document that is in the log, or was taken in already");
    TRY(check_is_there(origin.log, head->checkpoint));
    auto const by = head->signed_checkpoint(root);
    if (!by.ok() && by.error().code != ErrorCode::forbidden)
        return by.error();
    if (by.ok())
        TRY(publish(origin.log, head_files(head->latest, head->checkpoint, *by)));
    else
        TRY(write_file_atomically(origin.log / WaitingHead::file_name, head->to_string()));
    return by.ok();
}

Result<void> check_goes_on(std::filesystem::path const& log, std::filesystem::path const& mirror)
{
    auto const own = TRY(LogFolder::open(log));
    auto const next_root = root_name(TRY(own.roots()).size() + 1);
    std::error_code failed;
    bool const has_more_roots = std::filesystem::exists(mirror / "log" / next_root, failed);
    auto const there = LogFolder::open(mirror / "log");
    bool const has_log = there.ok() && there->head(); // what is no log was damaged, and is made anew
    if (!has_more_roots && (!has_log || TRY(begins_with(own, there->head()->checkpoint))))
        return {};
    return Error{ErrorCode::conflict,
        fmt::format(
            "{0} holds the log {1} with {2} leaves{3}, and the newspaper's own, {4}, which has {5}, does not "
            "go on from it: it was lost, or comes from a backup. Nothing was changed. Copy {0}/log to {4}, "
            "once "
            "`broadsheet verify {0}` says it is good, and put the key back that belongs to it; for a log "
            "that "
            "begins anew, name a new folder",
            mirror.string(), has_log ? there->head()->checkpoint.origin : "of somebody",
            has_log ? there->size() : 0, has_more_roots ? " and newer keys" : "", log.string(), own.size())};
}

Result<std::vector<std::string>> copy_log(
    std::filesystem::path const& log, std::vector<std::string> const& names, Folder& folder)
{
    auto const own = TRY(LogFolder::open(log));
    for (auto const& name : names)
        TRY(copy_file(own, name, folder));
    std::vector<std::string> overtaken;
    for (auto const& tiles : partial_tiles(folder.root() / "log", names))
        TRY(for_each_file(tiles, [&](std::filesystem::path const& file) -> Result<void> {
            overtaken.push_back(file.lexically_relative(folder.root()).generic_string());
            return {};
        }));
    return overtaken;
}

Result<void> copy_log(std::filesystem::path const& log, Folder& folder)
{
    auto const own = TRY(LogFolder::open(log));
    for (auto const& [name, file] : own.waiting())
        TRY(copy_file(own, name, folder));
    return for_each_name(log, [&](std::string const& name) {
        return is_overtaken(own, name) ? Result<void>() : copy_file(own, name, folder);
    });
}

Result<void> copy_head(std::filesystem::path const& log, Folder& folder)
{
    auto const own = TRY(LogFolder::open(log));
    return for_each_name(log, [&](std::string const& name) {
        return phase_in_log(name) == Phase::head ? copy_file(own, name, folder) : Result<void>();
    });
}

} // namespace broadsheet::mirror
