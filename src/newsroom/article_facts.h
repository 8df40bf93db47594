#pragma once

#include "newsroom/article.h"

namespace broadsheet::newsroom {

// What is computed once, when an article is saved, and kept in its row.
struct ArticleFacts {
    std::int64_t words = 0; // of the body
    std::string signature; // text/signature.h
    std::string title_words; // newsroom/title_words.h
};

ArticleFacts facts_of(Article const&);

} // namespace broadsheet::newsroom
