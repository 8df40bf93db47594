#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::test {

struct ZipEntry {
    std::string path;
    std::string content;
    std::string link_to = {}; // a symbolic link instead of a file
};

// Returns a ZIP archive with these entries, whatever their names.
inline std::string make_zip(std::vector<ZipEntry> const& entries)
{
    std::string zip;
    auto const append = [](::archive*, void* to, void const* bytes, std::size_t size) {
        static_cast<std::string*>(to)->append(static_cast<char const*>(bytes), size);
        return static_cast<la_ssize_t>(size);
    };
    auto* const writer = archive_write_new();
    archive_write_set_format_zip(writer);
    archive_write_set_bytes_per_block(writer, 1);
    archive_write_open(writer, &zip, nullptr, append, nullptr);
    for (auto const& [path, content, link_to] : entries) {
        auto* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, path.c_str());
        archive_entry_set_filetype(entry, link_to.empty() ? AE_IFREG : AE_IFLNK);
        archive_entry_set_perm(entry, 0644);
        if (!link_to.empty())
            archive_entry_set_symlink(entry, link_to.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return zip;
}

} // namespace broadsheet::test
