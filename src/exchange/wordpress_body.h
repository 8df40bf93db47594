#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace broadsheet::exchange {

struct WordpressPicture {
    std::string url;
    std::string alt;
    std::string caption; // text
};

// Returns the picture of an attachment's id; an empty url for an unknown one.
using FindPicture = std::function<WordpressPicture(std::string_view id)>;

// Returns the content of a WordPress post as HTML, still to be sanitised: the comments that mark blocks are
// dropped, [caption] and [gallery] become figures, players and addresses on a line of their own links, other
// shortcodes stay as the text they are, and where there are no blocks, blank lines make paragraphs as
// WordPress makes them (https://developer.wordpress.org/reference/functions/wpautop/).
std::string wordpress_body(std::string_view content, FindPicture const&);

// The last of these steps.
std::string paragraphs_from_blank_lines(std::string_view html);

} // namespace broadsheet::exchange
