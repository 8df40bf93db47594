#include "mirror/media_type.h"

#include "base/ascii.h"

#include <array>
#include <utility>

namespace broadsheet::mirror {

std::string without_parameters(std::string_view content_type)
{
    return to_lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string_view media_type_of(std::string_view name)
{
    using Pair = std::pair<std::string_view, std::string_view>;
    static constexpr std::array types{Pair{".html", "text/html"}, Pair{".css", "text/css"},
        Pair{".js", "text/javascript"}, Pair{".json", "application/json"}, Pair{".xml", "application/xml"},
        Pair{".txt", "text/plain"}, Pair{".proof", "text/plain"}, Pair{".py", "text/x-python"},
        Pair{".svg", "image/svg+xml"}, Pair{".jpg", "image/jpeg"}, Pair{".jpeg", "image/jpeg"},
        Pair{".png", "image/png"}, Pair{".gif", "image/gif"}, Pair{".webp", "image/webp"},
        Pair{".avif", "image/avif"}, Pair{".pdf", "application/pdf"}, Pair{".mp3", "audio/mpeg"},
        Pair{".mp4", "video/mp4"}, Pair{".webm", "video/webm"}, Pair{".woff2", "font/woff2"},
        Pair{".ico", "image/x-icon"}, Pair{".webmanifest", "application/manifest+json"},
        Pair{".br", "application/x-brotli"}, Pair{".gz", "application/gzip"},
        Pair{".zim", "application/x-zim"}, Pair{".epub", "application/epub+zip"},
        Pair{".zip", "application/zip"}, Pair{".tar", "application/x-tar"}};
    for (auto const& [ending, type] : types)
        if (name.ends_with(ending))
            return type;
    return "application/octet-stream";
}

} // namespace broadsheet::mirror
