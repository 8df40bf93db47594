#include "newsroom/article_facts.h"

namespace broadsheet::newsroom {

ArticleFacts facts_of(Article const&)
{
    // PENDING html/plain_text.h and text/signature.h.
    return {};
}

} // namespace broadsheet::newsroom
