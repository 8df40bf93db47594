#include "site/helpers/helpers.h"
#include "site/helpers/support.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::site {

namespace {

using Colour = std::array<int, 3>; // red, green, blue, 0 to 255

// Reads "#a31621" or "#a12".
std::optional<Colour> colour_of(std::string_view text)
{
    if (!text.starts_with('#') || (text.size() != 4 && text.size() != 7))
        return {};
    auto const digits = (text.size() - 1) / 3;
    Colour colour{};
    for (std::size_t i = 0; i < 3; ++i) {
        auto const* begin = text.data() + 1 + i * digits;
        auto const [end, error] = std::from_chars(begin, begin + digits, colour[i], 16);
        if (error != std::errc() || end != begin + digits)
            return {};
        if (digits == 1)
            colour[i] *= 17;
    }
    return colour;
}

Result<Value> color_to_rgba(Call const& call)
{
    auto const colour = colour_of(call[0].string());
    if (!colour)
        return Value();
    auto const opacity = call.size() > 1 ? call[1].text() : std::string("1");
    return Value(fmt::format("rgba({}, {}, {}, {})", (*colour)[0], (*colour)[1], (*colour)[2], opacity));
}

// Black or white, whichever reads better on a colour (YIQ, as Ghost does).
Result<Value> contrast_text_color(Call const& call)
{
    auto const colour = colour_of(call[0].string());
    if (!colour)
        return Value();
    auto const brightness = ((*colour)[0] * 299 + (*colour)[1] * 587 + (*colour)[2] * 114) / 1000;
    return brightness >= 186 ? Value("#000000") : Value("#ffffff");
}

} // namespace

void add_colour_helpers(Helpers& helpers)
{
    helpers.add("color_to_rgba", color_to_rgba);
    helpers.add("contrast_text_color", contrast_text_color);
}

} // namespace broadsheet::site
