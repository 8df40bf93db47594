#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace broadsheet::takeaway {

// Writes a ZIP file (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) with nothing in it but
// names and contents: no times, no extra fields, which EPUB forbids for its first file and libarchive always
// adds. So the same content gives the same bytes. At most 65,535 files and 4 GB.
class ZipWriter {
public:
    enum class Method { store, deflate };

    static Result<ZipWriter> create(std::filesystem::path const&);

    Result<void> add(std::string_view name, std::string_view content, Method);
    // To be called once, at the end; returns the size of the file.
    Result<std::uint64_t> finish();

private:
    explicit ZipWriter(std::filesystem::path path);
    Result<void> write(std::string_view bytes);

    std::filesystem::path path_;
    std::ofstream out_;
    std::string directory_;
    std::uint64_t written_ = 0;
    std::size_t files_ = 0;
};

} // namespace broadsheet::takeaway
