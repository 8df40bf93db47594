#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::takeaway {

// Returns the root-relative path that a link on a page leads to, its dots resolved and without query and
// fragment (https://www.rfc-editor.org/rfc/rfc3986#section-5.2); nothing for a link to another host, to a
// place on the same page, or of another scheme.
std::optional<std::string> path_of_link(std::string_view page_path, std::string_view link);

// Returns the file, relative to a folder of pages, that the page of a path is: "a/b/index.html" for "/a/b/".
// Escapes stay.
std::string file_of_path(std::string_view path);

// Returns the page with its links to paths that are `included` leading to files; other links within the
// newspaper become text. Links to other hosts stay.
std::string with_local_links(std::string_view page_html, std::string_view page_path,
    std::function<bool(std::string_view path)> const& included);

} // namespace broadsheet::takeaway
