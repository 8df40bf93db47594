#include "pictures/worker.h"

#include "media/file_type.h"
#include "media/picture.h"
#include "pictures/gif_blocks.h"
#include "pictures/warnings.h"
#include "pictures/webp_chunks.h"
#include "sandbox/sandbox.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>
#include <vips/vips.h>

namespace broadsheet::pictures {

using namespace media;

namespace {

struct Unreference {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unreference>;

constexpr char const* damaged = "the picture is damaged or cut short";

Error vips_failure(char const* what)
{
    std::string reason = vips_error_buffer();
    vips_error_clear();
    if (reason.empty())
        reason = last_warning();
    while (!reason.empty() && reason.back() == '\n')
        reason.pop_back();
    return invalid(fmt::format("{}: {}", what, reason));
}

Result<std::string> read_input(std::size_t limit)
{
    std::string input;
    char buffer[65536];
    while (auto got = std::fread(buffer, 1, sizeof buffer, stdin)) {
        input.append(buffer, got);
        if (input.size() > limit)
            return limit_reached(fmt::format("the picture has more than {} bytes", limit));
    }
    return input;
}

bool is_animated_format(char const* loader)
{
    std::string_view name(loader);
    return name.find("gif") != std::string_view::npos || name.find("webp") != std::string_view::npos;
}

Result<void> check_size(VipsImage* image, PictureLimits const& limits)
{
    if (had_number_out_of_range())
        return limit_reached(fmt::format("a side of the drawing has more than {} pixels", VIPS_MAX_COORD));
    long const width = vips_image_get_width(image);
    long const height = vips_image_get_page_height(image);
    int const frames = vips_image_get_n_pages(image);
    if (frames > limits.frames)
        return limit_reached(
            fmt::format("the picture has {} frames; at most {} are taken", frames, limits.frames));
    if (width * height * frames > limits.pixels)
        return limit_reached(fmt::format("the picture has {} x {} pixels{}; at most {} in all are taken",
            width, height, frames > 1 ? fmt::format(" in {} frames", frames) : "", limits.pixels));
    return {};
}

// A picture cut short is refused, instead of being published with a grey half.
std::string load_options(bool animated)
{
    return animated ? "n=-1,fail_on=truncated" : "fail_on=truncated";
}

// Reads the header only, and refuses what would be too much to decode.
Result<Image> open_picture(std::string const& input, PictureLimits const& limits)
{
    char const* loader = vips_foreign_find_load_buffer(input.data(), input.size());
    if (loader == nullptr)
        return vips_failure("not a picture we can read");
    auto const options = fmt::format("[{}]", load_options(is_animated_format(loader)));
    Image image(vips_image_new_from_buffer(input.data(), input.size(), options.c_str(), nullptr));
    if (!image)
        return vips_failure(damaged);
    TRY(check_size(image.get(), limits));
    return image;
}

// Decodes the picture upright, in sRGB and no wider than readers get it.
Result<Image> decode(std::string const& input, bool animated)
{
    VipsImage* scaled = nullptr;
    // The height is left free; thumbnail turns the picture upright by its EXIF orientation.
    if (vips_thumbnail_buffer(const_cast<char*>(input.data()), input.size(), &scaled, largest_width, "height",
            VIPS_MAX_COORD, "size", VIPS_SIZE_DOWN, "export_profile", "srgb", "option_string",
            load_options(animated).c_str(), nullptr)
        != 0)
        return vips_failure(damaged);
    // Into memory, since it is read several times over: a drawing is costly to draw.
    Image lazy(scaled);
    Image pixels(vips_image_copy_memory(scaled));
    if (!pixels)
        return vips_failure(damaged);
    return pixels;
}

Result<Image> scale_to(VipsImage* picture, int width)
{
    VipsImage* scaled = nullptr;
    if (vips_thumbnail_image(
            picture, &scaled, width, "height", VIPS_MAX_COORD, "size", VIPS_SIZE_DOWN, nullptr)
        != 0)
        return vips_failure("cannot scale the picture");
    return Image(scaled);
}

// Returns the picture without its transparency if nothing in it is transparent, as in most drawings.
Result<Image> without_needless_alpha(Image image)
{
    if (!vips_image_hasalpha(image.get()))
        return image;
    VipsImage* alpha = nullptr;
    int last = vips_image_get_bands(image.get()) - 1;
    if (vips_extract_band(image.get(), &alpha, last, nullptr) != 0)
        return vips_failure("cannot decode the picture");
    Image band(alpha);
    double lowest = 0;
    if (vips_min(band.get(), &lowest, nullptr) != 0)
        return vips_failure("cannot decode the picture");
    if (lowest < 255)
        return image;
    VipsImage* opaque = nullptr;
    if (vips_extract_band(image.get(), &opaque, 0, "n", last, nullptr) != 0)
        return vips_failure("cannot decode the picture");
    return Image(opaque);
}

enum class Format { jpeg, png, webp };

// Removes all metadata but what an animation needs to move: the savers' own `strip` leaves EXIF in WebP, and
// the camera's or scanner's resolution in PNG.
Result<Image> without_metadata(VipsImage* image)
{
    constexpr std::string_view kept[] = {"page-height", "n-pages", "delay", "loop"};
    VipsImage* copy = nullptr;
    if (vips_copy(image, &copy, "xres", 1.0, "yres", 1.0, nullptr) != 0)
        return vips_failure("cannot copy the picture");
    Image bare(copy);
    std::unique_ptr<gchar*, decltype(&g_strfreev)> fields(vips_image_get_fields(copy), &g_strfreev);
    for (gchar** field = fields.get(); *field != nullptr; ++field) {
        if (std::ranges::find(kept, *field) == std::end(kept))
            vips_image_remove(copy, *field);
    }
    return bare;
}

Result<Rendition> encode(VipsImage* source, Format format)
{
    auto bare = TRY(without_metadata(source));
    VipsImage* image = bare.get();
    void* buffer = nullptr;
    std::size_t size = 0;
    int failed = 0;
    Rendition rendition;
    rendition.width = vips_image_get_width(image);
    rendition.height = vips_image_get_page_height(image);
    switch (format) {
    case Format::jpeg:
        failed = vips_jpegsave_buffer(image, &buffer, &size, "Q", 84, "strip", TRUE, "optimize_coding", TRUE,
            "interlace", TRUE, nullptr);
        rendition.type = "image/jpeg";
        rendition.extension = ".jpg";
        break;
    case Format::png:
        failed = vips_pngsave_buffer(image, &buffer, &size, "strip", TRUE, "compression", 9, nullptr);
        rendition.type = "image/png";
        rendition.extension = ".png";
        break;
    case Format::webp:
        failed = vips_webpsave_buffer(image, &buffer, &size, "Q", 78, "strip", TRUE, "effort", 4, nullptr);
        rendition.type = "image/webp";
        rendition.extension = ".webp";
        break;
    }
    if (failed != 0)
        return vips_failure("cannot encode the picture");
    rendition.bytes.assign(static_cast<char const*>(buffer), size);
    g_free(buffer);
    if (format == Format::webp)
        rendition.bytes = TRY(without_metadata_chunks(rendition.bytes));
    return rendition;
}

void write_rendition(Rendition const& rendition)
{
    auto head = fmt::format("{} {} {} {} {}\n", rendition.width, rendition.height, rendition.type,
        rendition.extension, rendition.bytes.size());
    std::fwrite(head.data(), 1, head.size(), stdout);
    std::fwrite(rendition.bytes.data(), 1, rendition.bytes.size(), stdout);
}

Result<void> render_all(std::string const& input, PictureLimits const& limits)
{
    auto header = TRY(open_picture(input, limits));
    bool animated = vips_image_get_n_pages(header.get()) > 1;
    header.reset();
    if (animated && file_type_of(input).type == "image/gif" && is_gif_cut_short(input))
        return invalid(damaged);

    auto whole = TRY(decode(input, animated));
    if (!animated)
        whole = TRY(without_needless_alpha(std::move(whole)));
    auto format = animated ? Format::webp : vips_image_hasalpha(whole.get()) ? Format::png : Format::jpeg;
    auto main = TRY(encode(whole.get(), format));
    write_rendition(main);
    for (int width : variant_widths) {
        if (width >= main.width || animated)
            break;
        auto scaled = TRY(scale_to(whole.get(), width));
        write_rendition(TRY(encode(scaled.get(), Format::webp)));
    }
    return {};
}

Result<void> work()
{
    PictureLimits limits;
    remember_warnings();
    if (VIPS_INIT("broadsheet") != 0)
        return vips_failure("cannot start libvips");
    vips_block_untrusted_set(TRUE);
    // Drawings are wanted, and behind the sandbox librsvg, which is written in a memory-safe language,
    // may read them.
    vips_operation_block_set("VipsForeignLoadSvg", FALSE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    auto const input = TRY(read_input(limits.input_bytes));
    bool const is_drawing = file_type_of(input).type == "image/svg+xml";
    TRY(sandbox::enter_sandbox({limits.seconds, limits.memory_bytes, limits.output_bytes},
        is_drawing ? sandbox::ReadableFiles::fonts : sandbox::ReadableFiles::none));
    return render_all(input, limits);
}

} // namespace

int run()
{
    auto done = work();
    if (!done) {
        std::fprintf(stderr, "%s", done.error().message.c_str());
        return done.error().code == ErrorCode::limit ? 3 : 2;
    }
    return std::fflush(stdout) == 0 ? 0 : 2;
}

} // namespace broadsheet::pictures
