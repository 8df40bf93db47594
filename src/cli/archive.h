#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

struct archive; // libarchive's

namespace broadsheet::cli {

enum class Compression { none, zstd, gzip };
enum class MayRead { owner, everybody };

// Writes a compressed archive (pax tar), readable by tar. The file has its name only when it is complete.
class ArchiveWriter {
public:
    // Writes under the name `unfinished`, which nobody else must have.
    static Result<ArchiveWriter> create(
        std::filesystem::path const& unfinished, Compression, MayRead = MayRead::owner);
    ArchiveWriter(ArchiveWriter&&) noexcept;
    ArchiveWriter& operator=(ArchiveWriter&&) = delete;
    ~ArchiveWriter(); // an unfinished file is removed

    // Adds the file as long as it is now; one that becomes shorter while it is read is an error. One that is
    // not there is not_found, and the archive goes on without it.
    Result<void> add_file(std::string_view name, std::filesystem::path const&);
    // Adds every regular file below the folder as `name`/…; a folder that does not exist holds none. Returns
    // how many were removed by others before they could be read.
    Result<std::size_t> add_folder(std::string_view name, std::filesystem::path const&);
    // Gives the finished file its name, in the place of an older one, synced to disk.
    Result<void> finish(std::filesystem::path const& target);

private:
    ArchiveWriter(::archive*, FileDescriptor, std::filesystem::path unfinished, unsigned permissions);
    ::archive* archive_;
    FileDescriptor file_;
    std::filesystem::path unfinished_;
    unsigned permissions_; // of the archive, and of the files in it
};

// Unpacks an archive into an existing folder. Links, devices, absolute names and names with ".." are refused,
// and so is more than `most_bytes` in all.
Result<void> unpack_archive(
    std::filesystem::path const& archive, std::filesystem::path const& folder, std::uint64_t most_bytes);

} // namespace broadsheet::cli
