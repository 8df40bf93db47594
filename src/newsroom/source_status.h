#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <optional>

namespace broadsheet::newsroom {

// Returns the status an import last gave the article: one that differs from it was decided here. Nothing: no
// import has given it one.
Result<std::optional<Status>> source_status_of(db::Connection&, Number article);

// Notes the status an import gives the article, whatever it is here.
Result<void> note_source_status(Change&, Number article, Status);

} // namespace broadsheet::newsroom
