#pragma once

#include "newsroom/article.h"
#include "newsroom/media_library.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <boost/json/fwd.hpp>
#include <string_view>

// Our records as rows of a Ghost export, in Ghost's tables and in our own (docs/import.md).
namespace broadsheet::exchange::ghost {

boost::json::object post_row(newsroom::Article const&);
boost::json::object post_meta_row(newsroom::Article const&);
// What Ghost's columns have no room for; `section` is the slug of the article's section, or "".
boost::json::object article_row(newsroom::Article const&, std::string_view section);
// A row of posts_tags or posts_authors: `column` is "tag_id" or "author_id".
boost::json::object relation_row(
    std::string_view post, std::string_view column, std::string_view other, std::size_t order);

boost::json::object tag_row(newsroom::Tag const&);
boost::json::object own_tag_row(newsroom::Tag const&);
boost::json::object user_row(newsroom::Byline const&);
boost::json::object own_byline_row(newsroom::Byline const&);
boost::json::object redirect_row(newsroom::Redirect const&);
boost::json::object media_row(newsroom::MediaItem const&);

boost::json::object setting_row(std::string_view key, std::string_view value);
// Every setting as one JSON text.
std::string settings_text(newsroom::Settings const&);
std::string navigation_text(std::vector<newsroom::NavigationItem> const&);

} // namespace broadsheet::exchange::ghost
