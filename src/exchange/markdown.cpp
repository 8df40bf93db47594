#include "exchange/markdown.h"

#include "exchange/markup.h"

#include <fmt/format.h>
#include <limits>
#include <md4c-html.h>

namespace broadsheet::exchange {

namespace {

void append(MD_CHAR const* text, MD_SIZE size, void* out)
{
    static_cast<std::string*>(out)->append(text, size);
}

// Returns the value of the attribute, as escaped as it stands.
std::string_view attribute(std::string_view element, std::string_view name)
{
    auto begin = element.find(fmt::format(" {}=\"", name));
    if (begin == std::string_view::npos)
        return {};
    begin += name.size() + 3;
    return element.substr(begin, element.find('"', begin) - begin);
}

// md4c writes `<p><img …></p>` for a picture alone in its paragraph.
std::string with_figures(std::string_view html)
{
    constexpr std::string_view before = "<p><img ";
    constexpr std::string_view after = "></p>";
    std::string out;
    while (true) {
        auto begin = html.find(before);
        out.append(html.substr(0, begin));
        if (begin == std::string_view::npos)
            return out;
        html.remove_prefix(begin);
        auto end = html.find('>', before.size());
        if (end == std::string_view::npos || !html.substr(end).starts_with(after)) { // unfinished raw HTML
            out.append(html.substr(0, before.size()));
            html.remove_prefix(before.size());
            continue;
        }
        auto image = html.substr(0, end);
        out.append("<figure class=\"kg-card kg-image-card\"><img src=\"")
            .append(attribute(image, "src"))
            .append("\" class=\"kg-image\" alt=\"")
            .append(attribute(image, "alt"))
            .append("\">");
        append_caption(out, attribute(image, "title"));
        out += "</figure>";
        html.remove_prefix(end + after.size());
    }
}

} // namespace

Result<std::string> markdown_to_html(std::string_view markdown)
{
    if (markdown.size() > std::numeric_limits<MD_SIZE>::max() / 4)
        return limit_reached("Markdown: the text is too long");
    std::string out;
    out.reserve(markdown.size() + markdown.size() / 4);
    constexpr unsigned flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS;
    if (md_html(markdown.data(), static_cast<MD_SIZE>(markdown.size()), append, &out, flags, 0) != 0)
        return invalid("Markdown: the text could not be read");
    return with_figures(out);
}

} // namespace broadsheet::exchange
