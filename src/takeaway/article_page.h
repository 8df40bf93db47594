#pragma once

#include "site/site.h"
#include "takeaway/xhtml.h"

#include <string>

namespace broadsheet::takeaway {

// What both books and text editions say of an article, in its language.
struct ArticleHead {
    std::string title;
    std::string standfirst;
    std::string bylines; // "Mira Dolan, Jonas Petrak"
    std::string date; // "23 November 2026"
    std::string address; // its canonical one
};

ArticleHead head_of(site::Snapshot const&, site::Ordinal, site::ArticleText const&);

// Returns the elements of an article from <h1> to its last correction, in XML's syntax.
std::string article_elements(
    site::Snapshot const&, site::Ordinal, site::ArticleText const&, BookLinks const&);

// Returns a whole page, from <html>; `head` goes into its <head>, `attributes` to <html>.
std::string whole_page(std::string_view language, std::string_view title, std::string_view head,
    std::string_view body, std::string_view attributes = "");

} // namespace broadsheet::takeaway
