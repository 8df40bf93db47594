#pragma once

#include "api/options.h"
#include "newsroom/article.h"
#include "newsroom/taxonomy.h"
#include "site/edition/catalogue.h"

#include <boost/json/fwd.hpp>
#include <optional>

namespace broadsheet::api {

// For whom a resource is written: the content API shows readers what they can read anyway, the admin API
// shows programs of the newsroom drafts, too.
enum class Audience { readers, newsroom };

// What the JSON of a resource is made with. Fields are Ghost's (https://docs.ghost.org/content-api); null
// where Broadsheet has nothing of the kind.
struct View {
    site::Catalogue const& catalogue;
    Options const& options;
    Audience audience = Audience::readers;
};

boost::json::object post_object(View const&, newsroom::Article const&);
// `articles`: how many there are; written when count.posts is included.
boost::json::object tag_object(View const&, newsroom::Tag const&, std::optional<std::size_t> articles = {});
// A byline, as Ghost's author or user. An account is never shown.
boost::json::object author_object(
    View const&, newsroom::Byline const&, std::optional<std::size_t> articles = {});
boost::json::object settings_object(View const&);
boost::json::object site_object(View const&);

} // namespace broadsheet::api
