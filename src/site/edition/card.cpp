#include "site/edition/card.h"

#include "html/plain_text.h"

namespace broadsheet::site {

std::string excerpt_of(std::string const& standfirst, std::string_view body)
{
    constexpr std::size_t characters = 500;
    if (!standfirst.empty())
        return standfirst;
    return html::excerpt_of_characters(html::plain_text(body, html::Figures::leave_out), characters);
}

ArticleText text_of(newsroom::Article const& article)
{
    ArticleText text;
    text.number = article.number;
    text.id = article.id;
    text.language = article.language;
    text.slug = article.slug;
    text.title = article.title;
    text.standfirst = article.standfirst;
    text.excerpt = excerpt_of(article.standfirst, article.body);
    text.picture = article.picture;
    text.created_at = article.created_at;
    text.no_appeal = article.no_appeal;
    text.template_name = article.template_name;
    text.canonical_url = article.canonical_url;
    text.meta_title = article.meta_title;
    text.meta_description = article.meta_description;
    text.body = article.body;
    text.corrections = article.corrections;
    return text;
}

} // namespace broadsheet::site
