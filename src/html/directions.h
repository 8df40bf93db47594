#pragma once

#include <string>
#include <string_view>

namespace broadsheet::html {

// Returns clean HTML (sanitise.h) in which paragraphs, headings, quotations, lists and cells that begin in a
// script of the other direction than the text around them say dir="auto", so that a paragraph in Arabic
// stands right inside an article in English wherever the text is shown. What says a direction keeps it. Done
// twice it is as done once. `of_article` is "ltr" or "rtl".
// https://html.spec.whatwg.org/multipage/dom.html#the-dir-attribute
std::string with_directions(std::string clean_html, std::string_view of_article);

} // namespace broadsheet::html
