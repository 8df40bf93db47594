#include "site/pictures.h"

#include "html/rewrite_images.h"
#include "media/store.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

// How wide pictures in a text are shown, at most, by a theme that does not say.
constexpr std::string_view body_sizes = "(min-width: 48em) 44rem, 100vw";

} // namespace

std::string picture_srcset(std::string_view path, int width)
{
    auto const variants = media::variants_of(path, width);
    std::string srcset;
    for (auto const& variant : variants)
        srcset += fmt::format("{} {}w, ", variant.path, variant.width);
    return srcset.empty() ? srcset : srcset + fmt::format("{} {}w", path, width);
}

std::string picture_of_width(std::string_view path, int width, int wanted)
{
    if (wanted > 0)
        for (auto const& variant : media::variants_of(path, width))
            if (variant.width >= wanted)
                return variant.path;
    return std::string(path);
}

int named_width(ThemeConfig const& config, std::string_view size)
{
    for (auto const& [name, width] : config.image_sizes)
        if (name == size)
            return width;
    return 0;
}

std::optional<Snapshot::Size> size_of(Rendering& rendering, std::string_view path)
{
    auto const size = rendering.noting(rendering.snapshot.picture_size(path));
    // It may become known without a new edition of what names it.
    if (!size && path.starts_with("/media/"))
        rendering.reads_beyond = true;
    return size;
}

std::string with_complete_pictures(Rendering& rendering, std::string const& body)
{
    if (body.find("<img") == std::string::npos)
        return body;
    return html::rewrite_images(body, [&](html::ImageAttributes& image) {
        auto const path = std::string(image.get("src"));
        if (auto size = size_of(rendering, path)) {
            image.set("width", std::to_string(size->width));
            image.set("height", std::to_string(size->height));
            if (auto srcset = picture_srcset(path, size->width); !srcset.empty() && !image.has("srcset")) {
                image.set("srcset", srcset);
                image.set("sizes", body_sizes);
            }
        }
        image.set("loading", "lazy");
        image.set("decoding", "async");
        if (!image.has("alt"))
            image.set("alt", "");
    });
}

} // namespace broadsheet::site
