#include "takeaway/local_links.h"

#include "base/ascii.h"
#include "html/relative_links.h"

#include <algorithm>

namespace broadsheet::takeaway {

namespace {

// https://www.rfc-editor.org/rfc/rfc3986#section-3.1
bool has_scheme(std::string_view link)
{
    auto const end = link.find_first_of(":/?#");
    return end != link.npos && link[end] == ':';
}

// https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4, of a path that begins with a slash
std::string without_dots(std::string_view path)
{
    std::string out;
    while (!path.empty()) {
        auto const end = std::min(path.find('/', 1), path.size());
        auto const part = path.substr(0, end);
        path.remove_prefix(end);
        if (part == "/.." || part == "/.") {
            if (part == "/..")
                out.resize(std::min(out.rfind('/'), out.size()));
            if (path.empty())
                out += '/';
        } else
            out += part;
    }
    return out;
}

} // namespace

std::optional<std::string> path_of_link(std::string_view page_path, std::string_view link)
{
    if (link.empty() || link[0] == '#' || link[0] == '?' || link.starts_with("//") || has_scheme(link))
        return {};
    link = link.substr(0, link.find_first_of("?#"));
    if (link.starts_with('/'))
        return without_dots(link);
    page_path = page_path.substr(0, page_path.find('?'));
    return without_dots(std::string(page_path.substr(0, page_path.rfind('/') + 1)).append(link));
}

std::string file_of_path(std::string_view path)
{
    std::string file(path.substr(1));
    if (path.ends_with('/'))
        file += "index.html";
    return file;
}

std::string with_local_links(std::string_view page_html, std::string_view page_path,
    std::function<bool(std::string_view path)> const& included)
{
    auto const way = html::way_to_root(page_path);
    return html::map_links(page_html, [&](std::string_view link) -> std::optional<std::string> {
        auto const path = path_of_link(page_path, link);
        if (!path)
            return std::string(link);
        if (!included(*path))
            return {};
        auto const fragment = link.find('#');
        return way + file_of_path(*path) + std::string(fragment == link.npos ? "" : link.substr(fragment));
    });
}

} // namespace broadsheet::takeaway
