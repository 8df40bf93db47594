#pragma once

#include "base/result.h"
#include "newsroom/appeal.h"

#include <string>
#include <string_view>

namespace broadsheet::site {

struct Rendering;

// Returns the appeal as the theme's partial for that placement writes it ("appeal-bar", "appeal-message"). It
// is the same on every page of a language, so it is rendered once an edition.
Result<std::string> appeal_html(Rendering&, newsroom::Appeal const&, newsroom::Placement);

// Returns what the page's appeals need in its <head>: their style, and the script that remembers in the
// reader's browser, and nowhere else, what was seen and put off. Empty on a page without any.
std::string appeal_head(Rendering const&);

// Puts it behind the page's <body> tag. Returns false if there is none.
bool insert_first(std::string& page, std::string_view html);

// Puts the bar behind the page's <body> tag, if the theme has not placed it itself.
Result<void> add_bar(std::string& page, Rendering&);

// Returns the article's body with the message in it or behind it, once.
Result<std::string> with_message(std::string body, Rendering&);

// Returns where an article's body can be parted after so many paragraphs that stand in nothing else; its end
// if it has no more of them than that.
std::size_t place_after_paragraphs(std::string_view body, std::int64_t paragraphs);

} // namespace broadsheet::site
