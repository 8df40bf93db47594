#pragma once

#include "site/rendering.h"
#include "templates/collections.h"

namespace broadsheet::site {

// What the front page leads with.
struct FrontPage {
    std::optional<Ordinal> lead; // the newest featured article of the last fortnight, else the newest
    std::vector<Ordinal> top; // those after it
    std::vector<Ordinal> latest; // the newest that are neither
};

FrontPage make_front_page(Catalogue const&, std::size_t language, UtcMillis now);

// Adds `lead`, `top`, `latest` and `sections` to a front page's context.
void add_front_page(templates::Map& root, Rendering&);

} // namespace broadsheet::site
