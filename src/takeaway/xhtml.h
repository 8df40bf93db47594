#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::takeaway {

// Where a book puts what a text names.
struct BookLinks {
    // Returns the address of a picture in the book, or nothing: its description stands in its place.
    std::function<std::optional<std::string>(std::string_view source)> picture;
    // Returns where a link leads, or nothing: it becomes text.
    std::function<std::optional<std::string>(std::string_view address)> link;
};

// Returns a clean article body (html/sanitise.h) in XML's syntax, as EPUB asks for
// (https://www.w3.org/TR/epub-33/#sec-xhtml): the elements of text, lists, tables and pictures; players
// become links, anything else its content.
std::string to_xhtml(std::string_view clean_html, BookLinks const&);

} // namespace broadsheet::takeaway
