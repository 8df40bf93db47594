#pragma once

#include "newsroom/taxonomy.h"

#include <boost/json/fwd.hpp>
#include <vector>

namespace broadsheet::api {

// Returns the tags that a post's list names, each by id, slug or name; a name that no tag has makes one.
// Errors: `invalid`.
Result<std::vector<newsroom::Tag>> read_tags(newsroom::Change&, boost::json::value const& list);

// Returns a tag with what a client says of it put in; a new one without a slug gets one of its own.
Result<newsroom::Tag> with_fields(newsroom::Change&, newsroom::Tag, boost::json::object const& fields);

} // namespace broadsheet::api
