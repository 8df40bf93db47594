#pragma once

#include "site/rendering.h"

#include <string>
#include <utility>
#include <vector>

namespace broadsheet::site {

// What a page says about itself to search engines and to whoever shows a preview of it. Addresses are
// absolute.
struct Metadata {
    std::string title; // of the window: with the newspaper's name, except on articles
    std::string heading; // without it
    std::string description; // plain text
    std::string canonical; // empty: the page is not to be found by search
    std::string image;
    int image_width = 0;
    int image_height = 0;
    std::string image_alt;
    std::vector<std::pair<std::string, std::string>> alternates; // language and address, itself included
};

std::string title_of(Rendering const&);
std::string description_of(Rendering const&);
Metadata metadata_of(Rendering const&);

// Returns the address of a path of ours, or the absolute address it is already.
std::string absolute_url(newsroom::Settings const&, std::string_view path);

} // namespace broadsheet::site
