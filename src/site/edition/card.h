#pragma once

#include "newsroom/article.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// The texts by which lists show an article.
struct Card {
    newsroom::Number number = 0;
    std::string id;
    std::string language;
    std::string slug;
    std::string title;
    std::string standfirst;
    std::string excerpt; // the standfirst, else the beginning of the text; plain text
    newsroom::FeaturePicture picture;
    int picture_width = 0; // pixels; 0: unknown
    int picture_height = 0;
    int focus_x = 50; // what a crop of the picture keeps: per cent from the left,
    int focus_y = 50; // and from the top
    UtcMillis created_at = 0;
    bool no_appeal = false;
    std::string template_name;
    std::string canonical_url;
    std::string meta_title;
    std::string meta_description;
};

// Returns the excerpt of an article with this standfirst and clean body, or its beginning.
std::string excerpt_of(std::string const& standfirst, std::string_view body);

using CardPointer = std::shared_ptr<Card const>;

// All that an article's own page shows.
struct ArticleText : Card {
    std::string body; // clean HTML
    std::vector<newsroom::Correction> corrections; // oldest first
};

// Returns the text of an article that need not be in the database.
ArticleText text_of(newsroom::Article const&);

using ArticlePointer = std::shared_ptr<ArticleText const>;

} // namespace broadsheet::site
