#include "media/renditions.h"

#include "media/file_type.h"

#include <algorithm>
#include <charconv>

namespace broadsheet::media {

namespace {

constexpr std::size_t longest_head = 80;
constexpr std::string_view known_types[] = {"image/jpeg", "image/png", "image/webp"};

Error unknown_form()
{
    return io_error("the picture decoder answered in a form we do not know");
}

// Takes the next field, up to `end`, off the text.
std::string_view take_field(std::string_view& text, char end)
{
    auto const field = text.substr(0, text.find(end));
    text.remove_prefix(std::min(field.size() + 1, text.size()));
    return field;
}

Result<std::size_t> number_from(std::string_view text, std::size_t most)
{
    std::size_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > most)
        return unknown_form();
    return value;
}

Result<Rendition> take_rendition(std::string_view& output, PictureLimits const& limits)
{
    auto head = take_field(output, '\n');
    if (head.size() > longest_head)
        return unknown_form();
    Rendition rendition;
    auto const width = TRY(number_from(take_field(head, ' '), largest_width));
    auto const height
        = TRY(number_from(take_field(head, ' '), static_cast<std::size_t>(limits.pixels) / width));
    rendition.width = static_cast<int>(width);
    rendition.height = static_cast<int>(height);
    rendition.type = take_field(head, ' ');
    rendition.extension = take_field(head, ' ');
    auto const size = TRY(number_from(head, limits.output_bytes));
    if (size > output.size())
        return io_error("the picture decoder stopped in the middle of a picture");
    rendition.bytes = output.substr(0, size);
    output.remove_prefix(size);
    auto const type = file_type_of(rendition.bytes);
    if (std::ranges::find(known_types, rendition.type) == std::end(known_types) || type.type != rendition.type
        || type.extension != rendition.extension)
        return unknown_form();
    return rendition;
}

} // namespace

Result<std::vector<Rendition>> parse_renditions(std::string_view output, PictureLimits const& limits)
{
    std::vector<Rendition> renditions;
    renditions.push_back(TRY(take_rendition(output, limits)));
    // A picture that moves is WebP, and has no variants.
    bool const has_variants = renditions.front().type != "image/webp";
    for (int width : variant_widths) {
        if (!has_variants || width >= renditions.front().width)
            break;
        auto variant = TRY(take_rendition(output, limits));
        if (variant.width != width || variant.type != "image/webp")
            return unknown_form();
        renditions.push_back(std::move(variant));
    }
    if (!output.empty())
        return unknown_form();
    return renditions;
}

} // namespace broadsheet::media
