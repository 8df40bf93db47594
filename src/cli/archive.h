#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

struct archive; // libarchive's

namespace broadsheet::cli {

// Writes a compressed archive (pax tar in zstd or gzip, whatever the name ends in: .tar.zst or .tar.gz),
// readable by tar. The file appears under its name only when it is complete.
class ArchiveWriter {
public:
    static Result<ArchiveWriter> create(std::filesystem::path const&);
    ArchiveWriter(ArchiveWriter&&) noexcept;
    ArchiveWriter& operator=(ArchiveWriter&&) = delete;
    ~ArchiveWriter(); // an unfinished file is removed

    Result<void> add_file(std::string_view name, std::filesystem::path const&);
    Result<void> add_text(std::string_view name, std::string_view content);
    // Adds every regular file below the folder as `name`/….
    Result<void> add_folder(std::string_view name, std::filesystem::path const&);
    // Puts the finished file in place, synced to disk.
    Result<void> finish();

private:
    ArchiveWriter(::archive*, std::filesystem::path target, std::filesystem::path temporary);
    ::archive* archive_;
    std::filesystem::path target_;
    std::filesystem::path temporary_;
};

// Unpacks an archive into an existing folder. Links, devices, absolute names and names with ".." are refused,
// and so is more than `most_bytes` in all.
Result<void> unpack_archive(
    std::filesystem::path const& archive, std::filesystem::path const& folder, std::uint64_t most_bytes);

} // namespace broadsheet::cli
