#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::html {

// Returns a rendered page with every root-relative address ("/x", not "//x") in href, src, srcset, action,
// formaction, poster, data-src and data-srcset made relative to the page's own path, so that the same bytes
// work on any host and under any prefix: on "/ru/slug/", "/a.css" becomes "../../a.css". Text, comments and
// the content of script, style, textarea and title are left alone. page_path starts with '/'. Thread-safe.
std::string relative_links(std::string_view page_html, std::string_view page_path);

// The same, appended to `out`; when `styles` is not null, the content of every inline <style> is added to it,
// as views into page_html.
void append_relative_links(std::string& out, std::string_view page_html, std::string_view page_path,
    std::vector<std::string_view>* styles = nullptr);

// The same with addresses below a fixed path that has a slash at its end: under "/news/", "/a.css" becomes
// "/news/a.css". For pages that stand at many paths.
void append_links_below(std::string& out, std::string_view page_html, std::string_view base,
    std::vector<std::string_view>* styles = nullptr);

// Returns what an address, given as it is written, becomes; nothing: its attribute is taken out (a candidate
// of a srcset stays as it is).
using AddressMap = std::function<std::optional<std::string>(std::string_view address)>;
// Returns the page with every address in the attributes named above replaced by what `map` makes of it.
std::string map_links(std::string_view page_html, AddressMap const& map);

// Returns what leads from a page to the root: "../../" on "/ru/slug/", "./" on "/slug".
std::string way_to_root(std::string_view page_path);

// Returns the source expression that allows an inline style in a Content-Security-Policy, 'sha256-…' with its
// quotes (https://www.w3.org/TR/CSP3/#grammardef-hash-source).
std::string csp_hash(std::string_view style);

} // namespace broadsheet::html
