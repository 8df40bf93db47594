#include "mirror/fetch.h"

#include "base/encoding.h"
#include "mirror/build.h"
#include "mirror/built_files.h"
#include "mirror/folder.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view newest = "log/latest";
constexpr int most_rounds = 3;

// What has come so far, right or not: each file under the hash of its name, so that no host decides what is
// called how in the folder, and nothing can be opened there by its name before it is proven.
class FilesThatCame final : public Source {
public:
    explicit FilesThatCame(std::filesystem::path folder)
        : folder_(std::move(folder))
    {
    }

    Result<void> prepare()
    {
        std::error_code failed;
        std::filesystem::create_directory(folder_, failed);
        if (!std::filesystem::is_directory(std::filesystem::symlink_status(folder_, failed)))
            return io_error(fmt::format("cannot make the folder {}", folder_.string()));
        // Whoever serves what is around it shows nothing that is not proven.
        std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, failed);
        files_ = TRY(open_folder(folder_));
        return {};
    }
    std::filesystem::path path_of(std::string_view name) const { return folder_ / key_of(name); }
    // What was there under the name is another file's by now, or half of one.
    Result<FileDescriptor> create(std::string_view name) const
    {
        auto const path = path_of(name);
        ::unlink(path.c_str());
        FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!file)
            return system_error(fmt::format("cannot write into {}", folder_.string()), errno);
        return file;
    }
    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        return files_->read(key_of(name), visit);
    }
    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const&) override { return {}; }
    std::uint64_t count() const
    {
        std::error_code failed;
        return static_cast<std::uint64_t>(std::ranges::distance(
            std::filesystem::directory_iterator(folder_, failed), std::filesystem::directory_iterator()));
    }
    void forget() const
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

private:
    static std::string key_of(std::string_view name) { return to_hex(hash_of(name).view()); }

    std::filesystem::path folder_;
    std::unique_ptr<Source> files_;
};

// A mirror of which is kept what is read.
class KeptSource final : public Source {
public:
    KeptSource(Source& mirror, FilesThatCame const& came)
        : mirror_(mirror)
        , came_(came)
    {
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        if (cannot_write_)
            return Error{ErrorCode::io, "not asked for any more"};
        auto file = came_.create(name);
        if (!file.ok())
            return give_up(file.error());
        auto got = mirror_.read(name, [&](std::string_view piece) -> Result<void> {
            if (auto const written = write_all(file->get(), piece, "what has come"); !written.ok())
                return give_up(written.error());
            return visit(piece);
        });
        // Some file systems say only here that there is no room.
        if (::close(file->release()) != 0)
            return give_up(system_error("cannot write what has come", errno));
        return got;
    }
    // What the newspaper has not published is not fetched.
    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const&) override { return {}; }

    // Whether our own disk failed, which the mirror cannot help.
    Result<void> check_could_write() const
    {
        std::scoped_lock lock(mutex_);
        return error_ ? Result<void>(*error_) : Result<void>();
    }

private:
    Error give_up(Error error)
    {
        std::scoped_lock lock(mutex_);
        cannot_write_ = true;
        if (!error_)
            error_ = error;
        return error;
    }

    Source& mirror_;
    FilesThatCame const& came_;
    std::atomic<bool> cannot_write_ = false;
    mutable std::mutex mutex_; // guards the one below
    std::optional<Error> error_;
};

// As the source says, unproven.
Result<std::uint64_t> size_of_log(Source& source)
{
    auto const note = TRY(source.read_all("log/checkpoint"));
    return TRY(checkpoint_in(note)).size;
}

// Links lead elsewhere: in a folder that somebody else has made they may be a trap.
Result<void> check_has_no_links(std::filesystem::path const& folder)
{
    std::error_code failed;
    using Iterator = std::filesystem::recursive_directory_iterator;
    for (auto entry = Iterator(folder, failed); !failed && entry != Iterator(); entry.increment(failed))
        if (entry->is_symlink(failed))
            return Error{ErrorCode::conflict,
                fmt::format(
                    "{} is a link, and files would be written where it leads: name another folder, or "
                    "put what it leads to in its place",
                    entry->path().string())};
    return failed ? io_error(fmt::format("cannot read {}: {}", folder.string(), failed.message()))
                  : Result<void>();
}

class Fetch {
public:
    Fetch(Source& mirror, std::filesystem::path to)
        : to_(std::move(to))
        , came_(to_ / Folder::fetched_name)
        , mirror_(mirror)
        , kept_(mirror, came_)
    {
    }

    Result<FetchReport> run(VerifyOptions);

private:
    struct File {
        std::string name;
        bool has_come = false; // else the folder has it
    };

    Result<void> prepare();
    Result<void> go_on_from_folder(VerifyOptions&);
    Result<std::string> read_own(std::string const& name) const;
    Result<void> check_begins_with(std::string const& since) const;
    Result<void> choose_keys(VerifyOptions&);
    Result<std::string> keys_after(std::string const& root, std::string const& checkpoint);
    Result<void> verify_mirror(VerifyOptions);
    Result<void> sort_files();
    bool has_same(std::string const& name);
    Result<void> put_in_place(FolderLock);

    std::filesystem::path to_;
    FilesThatCame came_;
    Source& mirror_;
    KeptSource kept_; // the mirror: of what verify() reads there, nothing is read again afterwards
    std::unique_ptr<Source> own_; // the folder, where it has an edition
    bool is_older_ = false; // the mirror, as it says itself
    std::vector<File> files_; // of the edition, the log's among them
    FetchReport report_;
};

Result<void> Fetch::prepare()
{
    std::error_code failed;
    if (std::filesystem::exists(to_ / BuiltFiles::file_name, failed))
        return Error{ErrorCode::conflict,
            fmt::format(
                "{} is a folder that `broadsheet mirror build` writes to: name another one", to_.string())};
    TRY(check_has_no_links(to_));
    // What an earlier fetch had begun to put in place is ended, as what the folder has is compared with the
    // mirror; what it had only staged is forgotten, as it needs room.
    report_.ended_former = StagedFiles::were_cut_off(to_);
    TRY(StagedFiles::open(to_));
    return came_.prepare();
}

Result<void> Fetch::go_on_from_folder(VerifyOptions& how)
{
    std::error_code failed;
    if (!std::filesystem::exists(to_ / newest, failed))
        return {};
    report_.went_on = true;
    own_ = TRY(open_folder(to_));
    how.copies.push_back(own_.get());
    if (!how.since.empty())
        TRY(check_begins_with(how.since));
    how.newer = own_.get();
    how.since = TRY(read_own("log/checkpoint"));
    return choose_keys(how);
}

Result<std::string> Fetch::read_own(std::string const& name) const
{
    auto content = own_->read_all(name);
    return content.ok() ? std::move(content) : std::move(content).error().within((to_ / name).string());
}

// The folder's log counts from now on, which has to go on from what was given.
Result<void> Fetch::check_begins_with(std::string const& since) const
{
    auto const before = TRY(checkpoint_in(since));
    auto const size = TRY(size_of_log(*own_));
    TiledTree tree([&](std::string const& name) { return own_->read_all("log/" + name); }, size);
    auto const root = before.size <= size ? tree_root(tree.reader(), before.size) : Result<Hash>(Hash());
    if (!root.ok() || *root != before.root)
        return Error{ErrorCode::conflict,
            fmt::format(
                "the log in {} does not go on from the checkpoint given: name another folder", to_.string())};
    return {};
}

// Whoever has lost keys to a thief has made new ones. So the newest that the folder knows have to be among
// the mirror's. A mirror that is older than the folder may not have them: it is not taken, but it is no
// forgery.
Result<void> Fetch::choose_keys(VerifyOptions& how)
{
    auto const own_root = TRY(read_own("log/root"));
    how.root = fingerprint_of(TRY(Note::parse(own_root)).text);
    if (auto replaced = TRY(keys_after(how.root, how.since)); !replaced.empty()) {
        how.root = std::move(replaced);
        how.since.clear();
        how.newer = nullptr;
        return {};
    }
    auto const size = size_of_log(mirror_);
    is_older_ = size.ok() && *size < TRY(size_of_log(*own_));
    if (is_older_) {
        auto const first = TRY(read_own("log/" + root_name(1)));
        how.root = fingerprint_of(TRY(Note::parse(first)).text);
    }
    return {};
}

// What only keys have signed that are none any more binds nobody: a thief may have signed it
// (docs/mirror-format.md, "Keys"). Returns the fingerprint of the mirror's newest root document, if it
// follows from `root` and none of its keys has signed the checkpoint; else nothing.
Result<std::string> Fetch::keys_after(std::string const& root, std::string const& checkpoint)
{
    std::vector<Note> roots;
    auto const read = for_each_root(
        [&](std::string const& name) { return mirror_.read_all("log/" + name, largest_root_document); },
        [&](Note one) { roots.push_back(std::move(one)); });
    auto const chain = read.ok() ? check_chain(roots) : Result<RootDocument>(read.error());
    auto const is_own = [&](Note const& one) { return fingerprint_of(one.text) == root; };
    if (!chain.ok() || std::ranges::none_of(roots, is_own))
        return std::string(); // as will be found
    auto const note = TRY(Note::parse(checkpoint));
    return TRY(note.signers(chain->log_keys)).empty() ? fingerprint_of(roots.back().text) : std::string();
}

// A mirror that is brought up to date meanwhile is half one edition and half another: it is read again.
Result<void> Fetch::verify_mirror(VerifyOptions how)
{
    how.copies = {&came_};
    TRY(go_on_from_folder(how));
    how.found = [this](std::string const& name, Source const& found_in) {
        files_.push_back({name, &found_in != own_.get()});
    };
    auto& verdict = report_.verdict;
    bool has_changed = true;
    for (int round = 0; has_changed && round < most_rounds; ++round) {
        files_.clear();
        auto const before = mirror_.read_all(std::string(newest));
        verdict = verify(kept_, how);
        TRY(kept_.check_could_write());
        auto const after = mirror_.read_all(std::string(newest));
        has_changed = verdict.state == Verdict::State::bad && before.ok() && after.ok() && *before != *after;
    }
    if (has_changed || (is_older_ && verdict.state == Verdict::State::good)) {
        verdict.state = Verdict::State::unknown;
        verdict.findings.push_back({std::string(newest), "it changed while the mirror was read"});
    }
    return {};
}

// Each once, and last what tells a reader that there is a new edition.
Result<void> Fetch::sort_files()
{
    std::ranges::sort(files_, {}, [](File const& file) {
        return std::tuple(file.name == newest, std::string_view(file.name), !file.has_come);
    });
    auto const more = std::ranges::unique(files_, {}, &File::name);
    files_.erase(more.begin(), more.end());
    for (auto& file : files_) {
        // What says what is new is asked of the mirror each time, and seldom new itself.
        if (file.has_come && own_ && file.name.starts_with("log/"))
            file.has_come = !has_same(file.name);
        if (file.name.starts_with(".broadsheet-"))
            return invalid(fmt::format("the newspaper has published {}, a name that programs like this one "
                                       "keep for themselves: it cannot be fetched",
                file.name));
    }
    return {};
}

// Whether the folder has such a file with the content that has come.
bool Fetch::has_same(std::string const& name)
{
    auto const own = own_->read_all(name);
    auto const came = came_.read_all(name);
    return own.ok() && came.ok() && *own == *came;
}

Result<void> Fetch::put_in_place(FolderLock lock)
{
    constexpr std::string_view log = "log/";
    auto const& head = *report_.verdict.head;
    auto folder
        = TRY(Folder::open(to_, head.checkpoint.origin, start_of_slot(head.snapshot.slot), std::move(lock)));
    for (auto const& [name, has_come] : files_) {
        auto const phase = name.starts_with(log) ? phase_in_log(name.substr(log.size())) : Phase::content;
        TRY(has_come ? folder.put_link(name, came_.path_of(name), phase) : folder.keep(name));
    }
    auto removed = folder.finish();
    if (!removed.ok())
        return Error{removed.error().code,
            fmt::format("{}. The folder may be between two editions: mend that, and run this again",
                removed.error().message)};
    report_.removed = *removed;
    folder.date();
    return {};
}

Result<FetchReport> Fetch::run(VerifyOptions how)
{
    auto lock = TRY(Folder::take(to_));
    TRY(prepare());
    TRY(verify_mirror(std::move(how)));
    bool const is_good = report_.verdict.state == Verdict::State::good;
    if (is_good) {
        TRY(sort_files());
        report_.fetched = static_cast<std::uint64_t>(std::ranges::count_if(files_, &File::has_come));
        report_.kept = files_.size() - report_.fetched;
        if (report_.fetched > 0) // else the folder has the edition already
            TRY(put_in_place(std::move(lock)));
    } else {
        report_.waiting = came_.count();
    }
    if (report_.waiting == 0)
        came_.forget();
    return std::move(report_);
}

} // namespace

Result<FetchReport> fetch(Source& mirror, std::filesystem::path const& to, VerifyOptions how)
{
    return Fetch(mirror, to).run(std::move(how));
}

} // namespace broadsheet::mirror
