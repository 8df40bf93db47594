#include "newsroom/article_facts.h"

#include "html/plain_text.h"
#include "newsroom/title_words.h"
#include "text/signature.h"

namespace broadsheet::newsroom {

ArticleFacts facts_of(Article const& article)
{
    auto const text = html::plain_text(article.body);
    return {static_cast<std::int64_t>(html::count_words(text)),
        text::encode_signature(text::signature_of(article.title, text, article.language)),
        title_words(article.title)};
}

} // namespace broadsheet::newsroom
