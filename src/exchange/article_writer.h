#pragma once

#include "exchange/imported_article.h"
#include "exchange/written_frame.h"
#include "newsroom/change.h"

#include <string>
#include <vector>

namespace broadsheet::exchange {

struct WrittenArticle {
    enum class Outcome { imported, updated, unchanged };
    Outcome outcome = Outcome::unchanged;
    std::vector<std::string> notes; // what its source did not say and a person may want to know
};

// Writes an article as part of a change, as ArchiveWriter::add() promises, and returns what became of it. A
// language that the newspaper does not have yet is added to it, and to `frame`: where the change is undone,
// the caller puts the frame's settings back. Returns an error that is_about_the_record() where the article
// cannot be taken.
Result<WrittenArticle> write_article(newsroom::Change&, ImportedArticle, WrittenFrame& frame);

} // namespace broadsheet::exchange
