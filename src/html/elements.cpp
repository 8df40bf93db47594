#include "html/elements.h"

#include <algorithm>
#include <array>

namespace broadsheet::html {

namespace {

using enum Fate;
using enum Model;

// Sorted by name.
constexpr std::array elements{
    Element{"a", keep, formatting},
    Element{"abbr"},
    Element{"acronym", keep, inline_, "abbr"},
    Element{"address", keep, block, "div"},
    Element{"applet", drop},
    Element{"article", keep, block, "div"},
    Element{"aside", keep, block},
    Element{"audio"},
    Element{"b", keep, formatting},
    Element{"bgsound", drop_void},
    Element{"blockquote", keep, block},
    Element{"br", keep, void_},
    Element{"button", drop},
    Element{"canvas", drop},
    Element{"caption", keep, caption},
    Element{"center", keep, block, "div"},
    Element{"cite"},
    Element{"code", keep, formatting},
    Element{"col", keep, column},
    Element{"colgroup", keep, column_group},
    Element{"datalist", drop},
    Element{"dd", keep, description},
    Element{"del", keep, formatting, "s"},
    Element{"details", keep, block},
    Element{"dialog", keep, block, "div"},
    Element{"dir", keep, block, "ul"},
    Element{"div", keep, block},
    Element{"dl", keep, block},
    Element{"dt", keep, description},
    Element{"em", keep, formatting},
    Element{"embed", link, void_},
    Element{"fieldset", keep, block, "div"},
    Element{"figcaption", keep, block},
    Element{"figure", keep, block},
    Element{"footer", keep, block, "div"},
    Element{"form", keep, block, "div"},
    Element{"frame", link, void_},
    Element{"h1", keep, heading, "h2"},
    Element{"h2", keep, heading},
    Element{"h3", keep, heading},
    Element{"h4", keep, heading},
    Element{"h5", keep, heading},
    Element{"h6", keep, heading},
    Element{"header", keep, block, "div"},
    Element{"hgroup", keep, block, "div"},
    Element{"hr", keep, void_block},
    Element{"i", keep, formatting},
    Element{"iframe", link, inline_},
    Element{"image", keep, void_, "img"},
    Element{"img", keep, void_},
    Element{"input", drop_void},
    Element{"ins", keep, formatting, "u"},
    Element{"kbd"},
    Element{"li", keep, list_item},
    Element{"main", keep, block, "div"},
    Element{"mark"},
    Element{"math", drop},
    Element{"menu", keep, block, "ul"},
    Element{"nav", keep, block, "div"},
    Element{"noembed", drop_raw_text},
    Element{"noframes", drop_raw_text},
    Element{"noscript", drop_raw_text},
    Element{"ol", keep, block},
    Element{"p", keep, paragraph},
    Element{"picture"},
    Element{"plaintext", drop_raw_text},
    Element{"pre", keep, block},
    Element{"q"},
    Element{"s", keep, formatting},
    Element{"samp", keep, formatting, "code"},
    Element{"script", drop_raw_text},
    Element{"section", keep, block},
    Element{"select", drop},
    Element{"small", keep, formatting},
    Element{"source", keep, media_part},
    Element{"span"},
    Element{"strike", keep, formatting, "s"},
    Element{"strong", keep, formatting},
    Element{"style", drop_raw_text},
    Element{"sub"},
    Element{"summary", keep, block},
    Element{"sup"},
    Element{"svg", drop},
    Element{"table", keep, table},
    Element{"tbody", keep, row_group},
    Element{"td", keep, cell},
    Element{"template", drop},
    Element{"textarea", drop_raw_text},
    Element{"tfoot", keep, row_group},
    Element{"th", keep, cell},
    Element{"thead", keep, row_group},
    Element{"time"},
    Element{"title", drop_raw_text},
    Element{"tr", keep, row},
    Element{"track", keep, media_part},
    Element{"tt", keep, formatting, "code"},
    Element{"u", keep, formatting},
    Element{"ul", keep, block},
    Element{"var", keep, formatting, "i"},
    Element{"video"},
    Element{"xml", drop},
    Element{"xmp", drop_raw_text},
};

static_assert(std::is_sorted(elements.begin(), elements.end(),
    [](Element const& left, Element const& right) { return left.name < right.name; }));

} // namespace

Element const* find_element(std::string_view name)
{
    auto found = std::lower_bound(elements.begin(), elements.end(), name,
        [](Element const& element, std::string_view wanted) { return element.name < wanted; });
    return found != elements.end() && found->name == name ? &*found : nullptr;
}

bool is_block(std::string_view name)
{
    Element const* element = find_element(name);
    return element && element->fate == keep && element->model >= block && element->model != void_
        && element->model != media_part;
}

} // namespace broadsheet::html
