#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"
#include "mirror/name_set.h"

#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

class LineSorter;

enum class Written { created, changed, unchanged, before }; // before: already put in this build

// A folder that any file host can serve, kept equal to an edition: a page /a/b/ is the file a/b/index.html.
// Each file is the old one or the whole new one at every moment. put() and put_file() are thread-safe.
//
// The file .broadsheet-mirror in it says whose mirror it is and lists every file that was put, one a line,
// before it is written; so an interrupted build is taken up by the next, and nothing that somebody else put
// there is deleted.
class Folder {
public:
    // Opens the folder of an earlier build, or an empty or new one. Refused: one that holds anything else, or
    // another newspaper's mirror.
    static Result<Folder> open(std::filesystem::path, std::string_view newspaper);
    Folder(Folder&&) noexcept;

    // Writes the file of a root-relative, percent-encoded path, if its content differs from what is there.
    Result<Written> put(std::string_view path, std::string_view content);
    // Puts a file whose content never changes under its name, as a hard link where the file system allows,
    // else as a copy. Not found: there is no such source.
    Result<Written> put_file(std::string_view path, std::filesystem::path const& source);

    // Deletes what earlier builds put and this one did not, and folders that are empty then; returns how many
    // files.
    Result<std::size_t> remove_others();

private:
    Folder(std::filesystem::path root, std::string header);
    Result<void> read_list();
    void remove_half_written() const;
    Result<void> write_list(LineSorter& names) const;
    Result<bool> claim(std::string const& name);
    Result<void> remove(std::string_view name) const;

    std::filesystem::path root_;
    std::string header_; // first line of the list
    FileDescriptor building_; // locked: one build at a time
    std::mutex mutex_; // guards the three below
    std::ofstream list_;
    NameSet listed_;
    NameSet put_;
};

} // namespace broadsheet::mirror
