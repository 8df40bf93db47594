#include "mirror/fetch.h"

#include "base/file.h"
#include "mirror/build.h"
#include "mirror/built_files.h"
#include "mirror/folder.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <tuple>
#include <vector>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view newest = "log/latest";

// What is read of a mirror, kept in a folder as it comes.
class KeptSource final : public Source {
public:
    KeptSource(Source& mirror, std::filesystem::path folder)
        : mirror_(mirror)
        , folder_(std::move(folder))
    {
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        auto const path = folder_ / name;
        std::error_code ignored;
        std::filesystem::create_directories(path.parent_path(), ignored);
        FileDescriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
        if (!file)
            return system_error(fmt::format("cannot write {}", path.string()), errno);
        return mirror_.read(name, [&](std::string_view piece) -> Result<void> {
            TRY(write_all(file.get(), piece, path.string()));
            return visit(piece);
        });
    }
    // What the newspaper has not published is not fetched.
    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const&) override { return {}; }

private:
    Source& mirror_;
    std::filesystem::path folder_;
};

// As the source says, unproven.
Result<std::uint64_t> size_of_log(Source& source)
{
    auto const note = TRY(source.read_all("log/checkpoint"));
    return TRY(checkpoint_in(note)).size;
}

class Fetch {
public:
    Fetch(Source& mirror, std::filesystem::path to)
        : to_(std::move(to))
        , came_(to_ / Folder::fetched_name)
        , mirror_(mirror, came_)
    {
    }

    Result<FetchReport> run(VerifyOptions);

private:
    struct File {
        std::string name;
        bool has_come = false; // else the folder has it
    };

    Result<void> prepare() const;
    Result<void> go_on_from_folder(VerifyOptions&);
    Result<void> verify_mirror(VerifyOptions);
    Result<void> sort_files();
    Result<void> put(Folder&, File const&) const;
    Result<void> put_in_place();

    std::filesystem::path to_;
    std::filesystem::path came_;
    KeptSource mirror_;
    std::unique_ptr<Source> own_; // the folder, where it has an edition
    bool is_older_ = false; // the mirror, as it says itself
    std::vector<File> files_; // of the edition, the log's among them
    FetchReport report_;
};

// Ends what an earlier fetch had begun to put in place: what the folder has is compared with the mirror.
Result<void> Fetch::prepare() const
{
    std::error_code failed;
    if (std::filesystem::exists(to_ / BuiltFiles::file_name, failed))
        return Error{ErrorCode::conflict,
            fmt::format(
                "{} is a folder that `broadsheet mirror build` writes to: name another one", to_.string())};
    TRY(Folder::check_is_free(to_));
    if (StagedFiles::were_cut_off(to_))
        TRY(StagedFiles::open(to_));
    std::filesystem::create_directories(came_, failed);
    if (failed)
        return io_error(fmt::format("cannot make the folder {}: {}", came_.string(), failed.message()));
    return {};
}

Result<void> Fetch::go_on_from_folder(VerifyOptions& how)
{
    std::error_code failed;
    if (!std::filesystem::exists(to_ / newest, failed))
        return {};
    if (!how.since.empty())
        return invalid(fmt::format(
            "{} has a checkpoint of its own, and goes on from that: leave --since out", to_.string()));
    report_.went_on = true;
    own_ = TRY(open_folder(to_));
    how.copies.push_back(own_.get());
    how.newer = own_.get();
    how.since = TRY(own_->read_all("log/checkpoint"));
    if (!how.key.empty())
        return {};
    // Whoever has lost keys to a thief has made new ones: the newest count. A mirror that is older than the
    // folder may not have them; it is not taken, but it is no forgery.
    auto const size = size_of_log(mirror_);
    is_older_ = size.ok() && *size < TRY(size_of_log(*own_));
    auto const root = TRY(own_->read_all(is_older_ ? fmt::format("log/{}", root_name(1)) : "log/root"));
    how.key = fingerprint_of(TRY(Note::parse(root)).text);
    return {};
}

Result<void> Fetch::verify_mirror(VerifyOptions how)
{
    auto const came = TRY(open_folder(came_));
    how.copies = {came.get()};
    TRY(go_on_from_folder(how));
    how.found = [this](std::string const& name, Source const& found_in) {
        files_.push_back({name, &found_in != own_.get()});
    };
    report_.verdict = verify(mirror_, how);
    if (auto& verdict = report_.verdict; is_older_ && verdict.state == Verdict::State::good) {
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
    for (auto const& file : files_)
        if (file.name.starts_with(".broadsheet-"))
            return invalid(fmt::format("the newspaper has published {}, a name that programs like this one "
                                       "keep for themselves: it cannot be fetched",
                file.name));
    return {};
}

Result<void> Fetch::put(Folder& folder, File const& file) const
{
    if (!file.has_come)
        return folder.keep(file.name);
    auto const path = came_ / file.name;
    constexpr std::string_view log = "log/";
    if (!file.name.starts_with(log)) {
        TRY(folder.put_copy(file.name, path));
    } else {
        auto const content = TRY(read_file(path, std::size_t{32} << 20));
        TRY(folder.put(file.name, content, phase_in_log(file.name.substr(log.size()))));
    }
    std::error_code ignored;
    std::filesystem::remove(path, ignored); // rather than have everything twice on the disk
    return {};
}

Result<void> Fetch::put_in_place()
{
    TRY(sort_files());
    auto const& head = *report_.verdict.head;
    auto folder = TRY(Folder::open(to_, head.checkpoint.origin, start_of_slot(head.snapshot.slot)));
    for (auto const& file : files_) {
        ++(file.has_come ? report_.fetched : report_.kept);
        TRY(put(folder, file));
    }
    report_.removed = TRY(folder.finish());
    folder.date();
    std::error_code ignored;
    std::filesystem::remove_all(came_, ignored);
    return {};
}

Result<FetchReport> Fetch::run(VerifyOptions how)
{
    {
        auto const lock = TRY(FolderLock::take(to_));
        TRY(prepare());
        TRY(verify_mirror(std::move(how)));
    }
    if (report_.verdict.state == Verdict::State::good)
        TRY(put_in_place());
    return std::move(report_);
}

} // namespace

Result<FetchReport> fetch(Source& mirror, std::filesystem::path const& to, VerifyOptions how)
{
    std::error_code failed;
    std::filesystem::create_directories(to, failed);
    if (!std::filesystem::is_directory(to, failed))
        return io_error(fmt::format("cannot make the folder {}", to.string()));
    return Fetch(mirror, to).run(std::move(how));
}

} // namespace broadsheet::mirror
