#include "site/theme_archive.h"

#include "base/utf8.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <memory>
#include <set>

namespace broadsheet::site {

namespace {

constexpr std::size_t portion_bytes = 64 * 1024;

struct FreeReader {
    void operator()(::archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<::archive, FreeReader>;

std::vector<std::string_view> parts_of(std::string_view path)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= path.size();) {
        auto const end = std::min(path.find('/', at), path.size());
        parts.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

bool is_passed_over(std::vector<std::string_view> const& parts)
{
    return std::ranges::any_of(parts, [](std::string_view part) {
        return part.starts_with('.') || part == "node_modules" || part == "__MACOSX";
    });
}

// Windows reads a backslash or colon in a name as more than a name.
bool is_plain(std::string_view part)
{
    return !part.empty() && part != "." && part != ".." && std::ranges::none_of(part, [](unsigned char c) {
        return c < ' ' || c == 127 || c == '\\' || c == ':';
    });
}

Result<void> check_path(std::string_view path, ThemeArchiveLimits const& limits)
{
    auto const parts = parts_of(path);
    if (!is_valid_utf8(path) || !std::ranges::all_of(parts, is_plain))
        return invalid("the archive holds a file whose name leads out of it, or is no plain name");
    if (path.size() > limits.path_bytes || parts.size() > limits.depth)
        return limit_reached(fmt::format("{}: the name is too long or lies too deep", path));
    return {};
}

Result<std::string> read_content(::archive* reader, std::string_view path, std::size_t most)
{
    std::string content;
    std::string portion(portion_bytes, '\0');
    for (;;) {
        auto const got = archive_read_data(reader, portion.data(), portion.size());
        if (got < 0)
            return invalid(fmt::format("{}: the archive is damaged or cut short here", path));
        if (got == 0)
            return content;
        if (static_cast<std::size_t>(got) > most - content.size())
            return limit_reached(fmt::format("{}: too large, or the archive unpacks to too much", path));
        content.append(portion.data(), static_cast<std::size_t>(got));
    }
}

// Returns the folder that holds everything ("casper-5.0/"); "" if there is none.
std::string common_folder(std::vector<Theme::File> const& files)
{
    auto const& first = files.front().path;
    auto const folder = first.substr(0, first.find('/') + 1);
    bool const is_around_all
        = std::ranges::all_of(files, [&](Theme::File const& file) { return file.path.starts_with(folder); });
    return is_around_all ? folder : "";
}

// Whether the entry is a file to be read. Its name is "" where the archive's cannot be read as UTF-8.
Result<bool> is_wanted(archive_entry* entry, std::string& path, ThemeArchiveLimits const& limits)
{
    auto const* name = archive_entry_pathname_utf8(entry);
    path = name != nullptr ? name : "";
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return false;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr
        || archive_entry_symlink(entry) != nullptr)
        return invalid("the archive holds a link, or what is neither a file nor a folder");
    if (archive_entry_is_encrypted(entry) != 0)
        return invalid("the archive is encrypted");
    TRY(check_path(path, limits));
    return !is_passed_over(parts_of(path));
}

} // namespace

Result<std::vector<Theme::File>> read_theme_archive(std::string_view zip, ThemeArchiveLimits const& limits)
{
    Reader const reader(archive_read_new());
    archive_read_support_format_zip(reader.get());
    if (archive_read_open_memory(reader.get(), zip.data(), zip.size()) != ARCHIVE_OK)
        return invalid("this is no ZIP archive");
    std::vector<Theme::File> files;
    std::set<std::string> seen;
    std::size_t bytes_left = limits.total_bytes;
    archive_entry* entry = nullptr;
    for (std::size_t entries = 0;; ++entries) {
        int const status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status != ARCHIVE_OK)
            return invalid("this is no ZIP archive, or it is damaged or cut short");
        if (entries == limits.files)
            return limit_reached(fmt::format("the archive holds more than {} files", limits.files));
        std::string path;
        if (!TRY(is_wanted(entry, path, limits)))
            continue;
        if (!seen.insert(path).second)
            return invalid(fmt::format("{}: the archive holds it twice", path));
        auto content = TRY(read_content(reader.get(), path, std::min(limits.file_bytes, bytes_left)));
        bytes_left -= content.size();
        files.push_back({std::move(path), std::move(content)});
    }
    if (files.empty())
        return invalid("the archive holds no files");
    auto const folder = common_folder(files).size();
    for (auto& file : files)
        file.path.erase(0, folder);
    return files;
}

} // namespace broadsheet::site
