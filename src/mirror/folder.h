#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"
#include "mirror/folder_lock.h"
#include "mirror/name_set.h"
#include "mirror/staged_files.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace broadsheet::mirror {

class LineSorter;

// How a file that is there already is told from its source.
enum class Likeness { size, content };

enum class Written { created, changed, unchanged, before }; // before: already put in this build

// Returns the name of the file of a page's path, which is root-relative and percent-encoded: that of /a/b/ is
// a/b/index.html.
Result<std::string> file_name_of(std::string_view path);

// A folder that any file host can serve, kept equal to an edition. What is put is staged, and seen by whoever
// reads the folder from finish() or finish_part() on. What begins with put is thread-safe.
//
// The file .broadsheet-mirror in it says whose mirror it is and lists every file that was put, one a line,
// before it is put in place; so an interrupted build is taken up by the next, and nothing that somebody else
// put there is deleted.
//
// Whoever copies or serves the folder may show its files' times. They are those of the builds' slots: see
// open().
class Folder {
public:
    static constexpr std::string_view fetched_name = ".broadsheet-fetched"; // a folder: see fetch()

    // Opens the folder of an earlier build, or an empty or new one. Refused: one that holds anything else, or
    // another newspaper's mirror.
    // `log`: the name of the newspaper's log, which stays when its title changes. `slot`: when the build's
    // slot began, in seconds since 1970. All that it puts has this time, or, so that no two contents of a
    // file are of one time, that of the build before and a second: nothing tells when within the slot it was.
    static Result<Folder> open(std::filesystem::path, std::string_view log, std::time_t slot = 0);
    // Holds a folder, which is made where there is none. conflict: it has anything else than a mirror in it,
    // or somebody else holds it.
    static Result<FolderLock> take(std::filesystem::path const&);
    // Opens a folder that is held already.
    static Result<Folder> open(std::filesystem::path, std::string_view log, std::time_t slot, FolderLock);
    Folder(Folder&&) noexcept;

    // Refuses a folder that is no newspaper's mirror, as builds make it (not_found).
    static Result<void> check_is_mirror(std::filesystem::path const&);
    // conflict: it is another newspaper's.
    static Result<void> check_is_of(std::filesystem::path const&, std::string_view log);

    std::filesystem::path const& root() const { return root_; }

    bool has(std::string const& name) const;
    // Writes a file, if its content differs from what is there.
    Result<Written> put(std::string const& name, std::string_view content, Phase = Phase::content);
    // Puts a file that changes no more: it gets one name more, here.
    Result<void> put_link(std::string const& name, std::filesystem::path const& source, Phase);
    // Lets a file stay as it is.
    Result<void> keep(std::string const& name);
    // Puts a copy of a file whose content never changes under its name. Not found: there is no such source.
    Result<Written> put_file(
        std::string const& name, std::filesystem::path const& source, Likeness = Likeness::size);
    // Puts a copy of a file that may change. `content`: where what is put can be read until finish(),
    // whatever becomes of the source.
    struct Copied {
        Written written;
        std::filesystem::path content;
    };
    Result<Copied> put_copy(
        std::string const& name, std::filesystem::path const& source, Likeness = Likeness::content);

    // Puts what is staged in place, on the disk too: what is noted of it afterwards stays true across a power
    // cut. Deletes what earlier builds put and this one did not, and folders that are empty then; returns how
    // many files.
    Result<std::size_t> finish();
    // Puts what is staged in place, and deletes files by their names.
    Result<void> finish_part(std::vector<std::string> const& removed = {});
    // Sets what is staged aside, and which files go then, instead: the folder stays as it was. `edition` says
    // what it is.
    Result<void> set_aside(std::string_view edition, std::vector<std::string> const& removed);
    // Returns which edition was set aside in a folder; empty: none.
    static std::string set_aside_in(std::filesystem::path const&);
    // Puts what was set aside; what is put besides goes with it at finish_part().
    Result<void> take_up();
    // The names of what earlier builds put and this one did not.
    Result<std::vector<std::string>> left_over() const;
    // Gives the folder itself the time of the build too. After all else that is written into it.
    void date() const;
    std::uint64_t bytes_written() const { return staged_.bytes(); }

private:
    static Result<void> check_is_free(std::filesystem::path const&);
    Folder(std::filesystem::path root, std::string header, FolderLock, StagedFiles);
    Result<void> read_list();
    void remove_half_written() const;
    Result<void> write_list(LineSorter& names) const;
    Result<void> flush_list();
    Result<void> for_each_listed(std::function<Result<void>(std::string const&)> const& visit) const;
    Result<void> commit();
    Result<void> remove_gone() const;
    std::optional<struct stat> find(std::string const& name) const;
    void date_former(std::string const& name, struct stat const&) const;
    Result<bool> claim(std::string const& name);
    Result<void> remove(std::string_view name) const;

    std::filesystem::path root_;
    std::string header_; // first line of the list
    FolderLock lock_; // one build at a time
    FileDescriptor descriptor_; // of the root
    bool is_new_ = false; // it was empty
    std::optional<std::time_t> time_; // of what is put; none: the clock's
    StagedFiles staged_;
    std::mutex mutex_; // guards the two below
    std::ofstream list_;
    NameSet listed_; // marked: put in this build
};

} // namespace broadsheet::mirror
