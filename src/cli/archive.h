#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
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

    // To be called first: the archive begins with README.txt, which holds this text, and ends with
    // SHA256SUMS, the hash of each entry before it as `sha256sum` writes it. What is not as it was written is
    // then found.
    Result<void> make_provable(std::string_view readme);
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
    Result<void> add_text(std::string_view name, std::string_view text);
    Result<void> write_data(std::string_view name, std::string_view piece);
    ::archive* archive_;
    FileDescriptor file_;
    std::filesystem::path unfinished_;
    unsigned permissions_; // of the archive, and of the files in it
    std::optional<std::string> hashes_; // of what was added; none where the archive is not provable
};

enum class Wholeness {
    proven, // every entry is as it was written, and none is missing
    unknown, // the archive was not made provable
};

// Unpacks an archive into an existing folder, but for README.txt and SHA256SUMS of a provable one. Links,
// devices, absolute names and names with ".." are refused, and so are more than `most_bytes` in all and a
// provable archive that is not as it was written, also where only its README.txt or SHA256SUMS is left.
Result<Wholeness> unpack_archive(
    std::filesystem::path const& archive, std::filesystem::path const& folder, std::uint64_t most_bytes);

} // namespace broadsheet::cli
