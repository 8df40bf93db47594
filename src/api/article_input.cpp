#include "api/article_input.h"

#include "api/fields.h"
#include "api/tag_input.h"
#include "base/ascii.h"
#include "exchange/ghost_documents.h"
#include "html/sanitise.h"
#include "newsroom/articles.h"
#include "newsroom/paths.h"
#include "site/feeds/absolute_links.h"
#include "text/slug.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using newsroom::Article;
using newsroom::Change;
using newsroom::Status;

Result<void> take_slug(Change& change, Article& article, Fields const& fields)
{
    std::string wanted;
    TRY(fields.text("slug", wanted));
    if (wanted.empty() && article.number != 0)
        return {};
    auto const has_capitals = std::ranges::any_of(wanted, is_upper);
    if (wanted.empty() || has_capitals || !text::is_valid_slug(wanted))
        wanted = text::slugify(wanted.empty() ? article.title : wanted);
    if (wanted != article.slug)
        article.slug = TRY(newsroom::Articles::free_slug(change, article, wanted)); // as Ghost does
    return {};
}

// Returns the text in the form it came in, as HTML yet to be sanitised; nothing where none came.
Result<std::optional<std::string>> sent_html(Fields const& fields, bool takes_html)
{
    std::string text;
    if (takes_html && fields.find("html")) {
        TRY(fields.text("html", text));
        return std::optional(std::move(text));
    }
    TRY(fields.text("lexical", text));
    if (!text.empty())
        return std::optional(TRY(exchange::lexical_to_html(text, {})).html);
    TRY(fields.text("mobiledoc", text));
    if (!text.empty())
        return std::optional(TRY(exchange::mobiledoc_to_html(text, {})).html);
    return std::optional<std::string>();
}

Result<void> take_text(
    Article& article, newsroom::Settings const& settings, Fields const& fields, bool takes_html)
{
    auto const html = TRY(sent_html(fields, takes_html));
    if (!html)
        return {};
    auto const page = settings.url + newsroom::article_path(settings, article.language, article.slug);
    // Clean first: what rewrites addresses reads clean HTML. Clean again: an address it shortened is another.
    auto const clean = TRY(html::sanitise(*html));
    article.body = TRY(html::sanitise(site::with_local_links(clean, settings.url, page)));
    return {};
}

Result<void> take_picture(Article& article, newsroom::Settings const& settings, Fields const& fields)
{
    auto& picture = article.picture;
    TRY(fields.text("feature_image", picture.path));
    picture.path = site::local_address(picture.path, settings.url);
    TRY(fields.text("feature_image_alt", picture.alt));
    TRY(fields.text("feature_image_credit", picture.credit));
    if (fields.find("feature_image_caption")) {
        TRY(fields.text("feature_image_caption", picture.caption));
        picture.caption = TRY(html::sanitise(picture.caption));
    }
    return {};
}

Result<void> take_language(Article& article, newsroom::Settings const& settings, Fields const& fields)
{
    if (article.language.empty())
        article.language = settings.first_language();
    auto language = article.language;
    TRY(fields.text("language", language));
    if (std::ranges::find(settings.languages, language) == settings.languages.end())
        return invalid(fmt::format("language: the newspaper has none called \"{}\"", language));
    article.language = std::move(language);
    return {};
}

Result<void> take_tags(Change& change, Article& article, Fields const& fields)
{
    if (!fields.find("tags"))
        return {};
    auto const tags = TRY(read_tags(change, *fields.find("tags")));
    article.tags.clear();
    std::optional<newsroom::Number> section;
    for (auto const& tag : tags) {
        article.tags.push_back(tag.number);
        if (tag.is_section && (!section || tag.number == article.section))
            section = tag.number;
    }
    article.section = section;
    return {};
}

Result<void> take_authors(Change& change, Article& article, Fields const& fields)
{
    auto const* sent = fields.find("authors");
    if (!sent)
        return {};
    if (!sent->is_array())
        return invalid("authors: a list is needed");
    auto const bylines = TRY(newsroom::Bylines(change.connection()).all());
    article.bylines.clear();
    for (auto const& author : sent->get_array()) {
        std::string id, slug, name;
        if (auto const* object = author.if_object()) {
            Fields const its(*object);
            TRY(its.text("id", id));
            TRY(its.text("slug", slug));
            TRY(its.text("name", name));
        }
        auto const found = std::ranges::find_if(bylines, [&](newsroom::Byline const& byline) {
            return !id.empty()  ? byline.id == id
                : !slug.empty() ? byline.slug == slug
                                : !name.empty() && byline.text.name == name;
        });
        if (found == bylines.end())
            return invalid("authors: each is named by the id, slug or name of a byline that there is");
        article.bylines.push_back(found->number);
    }
    return {};
}

// Everything here is for everyone: what is meant for some must not be published to all.
Result<void> check_visibility(Fields const& fields)
{
    std::string visibility = "public";
    TRY(fields.text("visibility", visibility));
    if (visibility != "public")
        return invalid(fmt::format("visibility: \"{}\" is not known here, only \"public\"", visibility));
    return {};
}

Result<void> take_status(Change& change, Article& article, Fields const& fields)
{
    std::string name(newsroom::name_of(article.status));
    TRY(fields.text("status", name));
    auto const status = newsroom::status_from(name);
    if (!status.ok() || *status == Status::withdrawn)
        return invalid(fmt::format("status: \"{}\" is not draft, published or scheduled", name));
    article.status = *status;
    if (auto const time = TRY(fields.time("published_at")))
        article.published_at = *time;
    if (article.status == Status::published && !article.published_at)
        article.published_at = change.clock().now();
    return {};
}

} // namespace

Result<Article> with_fields(Change& change, newsroom::Settings const& settings, Article article,
    json::object const& object, bool takes_html)
{
    Fields const fields(object);
    TRY(check_visibility(fields));
    TRY(take_language(article, settings, fields));
    TRY(fields.text("title", article.title));
    TRY(take_slug(change, article, fields));
    TRY(take_text(article, settings, fields, takes_html));
    TRY(take_picture(article, settings, fields));
    TRY(fields.text("custom_excerpt", article.standfirst));
    TRY(fields.flag("featured", article.featured));
    TRY(fields.text("canonical_url", article.canonical_url));
    TRY(fields.text("meta_title", article.meta_title));
    TRY(fields.text("meta_description", article.meta_description));
    TRY(fields.text("custom_template", article.template_name));
    TRY(take_tags(change, article, fields));
    TRY(take_authors(change, article, fields));
    TRY(take_status(change, article, fields));
    return article;
}

} // namespace broadsheet::api
