#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"
#include "newsroom/settings.h"

#include <boost/json/fwd.hpp>

namespace broadsheet::api {

// Returns an article with what a client says of it put in; fields that are not listed in docs/api.md are
// passed over, as Ghost does. Tags that there are none of are added. The text is sanitised, whatever form it
// comes in. `takes_html`: whether `html` counts (?source=html). Errors: `invalid`, naming the field.
Result<newsroom::Article> with_fields(newsroom::Change&, newsroom::Settings const&, newsroom::Article,
    boost::json::object const& fields, bool takes_html);

} // namespace broadsheet::api
