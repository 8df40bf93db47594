#include "media/file_type.h"

#include "media/store.h"

#include <algorithm>

namespace broadsheet::media {

namespace {

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    FileType type;
};

using namespace std::literals;

constexpr Magic known[] = {
    {0, "\xFF\xD8\xFF"sv, {"image/jpeg", ".jpg", true}},
    {0, "\x89PNG\r\n\x1A\n"sv, {"image/png", ".png", true}},
    {0, "GIF87a"sv, {"image/gif", ".gif", true}},
    {0, "GIF89a"sv, {"image/gif", ".gif", true}},
    {8, "WEBP"sv, {"image/webp", ".webp", true}},
    {4, "ftypavif"sv, {"image/avif", ".avif", true}},
    {4, "ftypavis"sv, {"image/avif", ".avif", true}},
    {4, "ftypheic"sv, {"image/heic", ".heic", true}},
    {4, "ftypmif1"sv, {"image/avif", ".avif", true}},
    {4, "ftypM4A"sv, {"audio/mp4", ".m4a", false}},
    {4, "ftyp"sv, {"video/mp4", ".mp4", false}},
    {0, "\x1A\x45\xDF\xA3"sv, {"video/webm", ".webm", false}},
    {0, "ID3"sv, {"audio/mpeg", ".mp3", false}},
    {0, "\xFF\xFB"sv, {"audio/mpeg", ".mp3", false}},
    {0, "\xFF\xF3"sv, {"audio/mpeg", ".mp3", false}},
    {0, "OggS"sv, {"audio/ogg", ".ogg", false}},
    {0, "fLaC"sv, {"audio/flac", ".flac", false}},
    {8, "WAVE"sv, {"audio/wav", ".wav", false}},
    {0, "%PDF-"sv, {"application/pdf", ".pdf", false}},
};

bool looks_like_svg(std::string_view bytes)
{
    auto start = bytes.substr(0, 4096);
    auto first = start.find('<');
    return first != std::string_view::npos && start.find("<svg"sv, first) != std::string_view::npos
        && start.find("<html"sv) == std::string_view::npos;
}

} // namespace

FileType file_type_of(std::string_view bytes)
{
    for (auto const& magic : known) {
        if (bytes.size() >= magic.offset + magic.bytes.size()
            && bytes.substr(magic.offset, magic.bytes.size()) == magic.bytes)
            return magic.type;
    }
    if (looks_like_svg(bytes))
        return {"image/svg+xml", ".svg", true};
    return {};
}

std::string_view type_of_path(std::string_view path)
{
    auto dot = path.rfind('.');
    auto extension = dot == std::string_view::npos ? std::string_view() : path.substr(dot);
    for (auto const& magic : known) {
        if (magic.type.extension == extension)
            return magic.type.type;
    }
    return "application/octet-stream";
}

} // namespace broadsheet::media
