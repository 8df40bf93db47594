#include "media/picture.h"

#include "media/child.h"

#include <charconv>
#include <fmt/format.h>

namespace broadsheet::media {

namespace {

// Takes the next field, up to `end`, off the text.
std::string_view take_field(std::string_view& text, char end)
{
    auto length = std::min(text.find(end), text.size());
    auto field = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    return field;
}

template <typename Integer>
Result<Integer> integer_from(std::string_view text)
{
    Integer value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return io_error("the picture worker answered in a form we do not know");
    return value;
}

// The child decodes hostile bytes, so what it says of its own is not believed: the extension becomes part of
// a path.
bool is_known_form(Rendition const& rendition)
{
    return (rendition.type == "image/jpeg" && rendition.extension == ".jpg")
        || (rendition.type == "image/png" && rendition.extension == ".png")
        || (rendition.type == "image/webp" && rendition.extension == ".webp");
}

Result<std::vector<Rendition>> parse_renditions(std::string_view output)
{
    std::vector<Rendition> renditions;
    while (!output.empty()) {
        auto head = take_field(output, '\n');
        Rendition rendition;
        rendition.width = TRY(integer_from<int>(take_field(head, ' ')));
        rendition.height = TRY(integer_from<int>(take_field(head, ' ')));
        rendition.type = take_field(head, ' ');
        rendition.extension = take_field(head, ' ');
        if (!is_known_form(rendition))
            return io_error("the picture worker answered in a form we do not know");
        auto size = TRY(integer_from<std::size_t>(head));
        if (size > output.size())
            return io_error("the picture worker stopped in the middle of a picture");
        rendition.bytes = output.substr(0, size);
        output.remove_prefix(size);
        renditions.push_back(std::move(rendition));
    }
    return renditions;
}

} // namespace

Result<std::vector<Rendition>> process_picture(
    std::string_view bytes, std::filesystem::path const& worker, PictureLimits const& limits)
{
    if (bytes.size() > limits.input_bytes)
        return limit_reached(fmt::format(
            "the picture has {} bytes, more than the {} allowed", bytes.size(), limits.input_bytes));
    // Waiting is bounded generously beyond the processor time, which the child enforces on itself: machines
    // are busy.
    auto child = TRY(run_child(worker, bytes, limits.output_bytes, std::chrono::seconds(limits.seconds * 4)));
    if (child.exit_code == 3)
        return limit_reached(child.errors);
    if (child.exit_code > 128)
        return limit_reached(fmt::format(
            "the picture was too much for its decoder (stopped by signal {})", child.exit_code - 128));
    if (child.exit_code != 0)
        return invalid(child.errors.empty() ? "the picture cannot be decoded" : child.errors);
    auto renditions = TRY(parse_renditions(child.output));
    if (renditions.empty())
        return io_error("the picture worker gave nothing back");
    return renditions;
}

} // namespace broadsheet::media
