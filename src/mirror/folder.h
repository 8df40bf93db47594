#pragma once

#include "base/result.h"

#include <filesystem>
#include <mutex>
#include <string_view>
#include <vector>

namespace broadsheet::mirror {

enum class Written { created, changed, unchanged };

// A folder that any file host can serve, kept equal to an edition: a page /a/b/ is the file a/b/index.html.
// Each file is the old one or the whole new one at every moment. put() is thread-safe.
class Folder {
public:
    // Opens a folder made by an earlier build, or makes a new one. A folder that holds anything else is
    // refused, so that a wrong path cannot delete what is not ours.
    static Result<Folder> open(std::filesystem::path);
    Folder(Folder&&) noexcept;

    // Writes the file of a root-relative, percent-encoded path, if its content differs from what is there.
    Result<Written> put(std::string_view path, std::string_view content);
    // Puts a copy of the file, as a hard link where the file system allows.
    Result<Written> put_file(std::string_view path, std::filesystem::path const& source);

    // Deletes every file that was not put since open(), and folders that are empty then; returns how many files.
    // Names that begin with a dot (.git, .nojekyll) are the host's business and stay.
    Result<std::size_t> remove_others();

private:
    explicit Folder(std::filesystem::path root);
    Result<std::filesystem::path> file_for(std::string_view path) const;
    void remember(std::filesystem::path const&);

    std::filesystem::path root_;
    bool is_new_ = false; // nothing is there to compare with
    std::mutex mutex_;
    std::vector<std::uint64_t>
        put_; // hashes of the names, since a hundred thousand names would be much memory
};

} // namespace broadsheet::mirror
