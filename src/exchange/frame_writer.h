#pragma once

#include "exchange/import.h"
#include "exchange/imported_article.h"
#include "exchange/written_frame.h"
#include "newsroom/change.h"

namespace broadsheet::exchange {

// Writes settings, tags, bylines, redirects, appeals and newsletters as part of a change, and returns what
// the newspaper has then. What cannot be taken is left out and named in the report; an error ends the import.
Result<WrittenFrame> write_frame(newsroom::Change&, Frame const&, ImportOptions const&, Report&);

} // namespace broadsheet::exchange
