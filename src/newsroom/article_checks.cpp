#include "newsroom/article_checks.h"

#include "newsroom/articles.h"
#include "newsroom/checks.h"
#include "newsroom/paths.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

Result<void> check_texts(Article const& article)
{
    constexpr std::size_t line = 2'000;
    TRY(check_required_text("title", article.title, ArticleLimits::title));
    TRY(check_text("standfirst", article.standfirst, ArticleLimits::standfirst));
    TRY(check_text("body", article.body, ArticleLimits::body));
    TRY(check_link("picture", article.picture.path));
    TRY(check_text("picture alt", article.picture.alt, line));
    TRY(check_text("picture caption", article.picture.caption, ArticleLimits::standfirst));
    TRY(check_text("picture credit", article.picture.credit, line));
    for (auto const& correction : article.corrections)
        TRY(check_required_text("corrections", correction.text, ArticleLimits::standfirst));
    TRY(check_text("translation_key", article.translation_key, line));
    if (!article.canonical_url.empty() && !is_web_address(article.canonical_url))
        return invalid(fmt::format("canonical_url: \"{}\" is no http(s) address", article.canonical_url));
    TRY(check_text("canonical_url", article.canonical_url, line));
    TRY(check_text("template", article.template_name, 100));
    TRY(check_text("meta_title", article.meta_title, ArticleLimits::title));
    TRY(check_text("meta_description", article.meta_description, ArticleLimits::standfirst));
    TRY(check_text("source", article.source, line));
    return check_text("source_hash", article.source_hash, line);
}

Result<void> check_address(db::Connection& connection, Article const& article)
{
    TRY(check_language("language", article.language));
    TRY(check_slug(article.slug, ArticleLimits::slug));
    if (is_reserved_slug(article.slug))
        return invalid(fmt::format("slug: \"{}\" is reserved; choose another", article.slug));
    auto rows = TRY(connection.query("SELECT number, title FROM articles WHERE language = $1 AND slug = $2",
        {article.language, article.slug}));
    if (TRY(rows.next()) && rows.integer(0) != article.number)
        return Error{ErrorCode::conflict,
            fmt::format(
                "slug: \"{}\" belongs to \"{}\" already; choose another", article.slug, rows.text(1))};
    return {};
}

Result<void> check_status(Article const& article, UtcMillis now)
{
    if (article.status == Status::published && !article.published_at)
        return invalid("published_at: a published article has a time");
    if (article.status == Status::published && *article.published_at > now)
        return invalid("published_at: it is in the future; schedule the article instead of publishing it");
    if (article.status == Status::scheduled && !article.published_at)
        return invalid("published_at: a scheduled article has a time");
    if (article.status == Status::scheduled && *article.published_at <= now)
        return invalid("published_at: it has passed; publish the article instead of scheduling it");
    return {};
}

Result<void> check_exist(db::Connection& connection, std::string_view field, std::string_view query,
    std::vector<Number> const& numbers, std::size_t limit)
{
    if (numbers.size() > limit)
        return invalid(fmt::format("{}: {} are more than the {} allowed", field, numbers.size(), limit));
    for (auto const number : numbers) {
        auto rows = TRY(connection.query(query, {number}));
        if (!TRY(rows.next()))
            return invalid(fmt::format("{}: {} does not exist", field, number));
    }
    return {};
}

Result<void> check_source(db::Connection& connection, Article const& article)
{
    if (article.source.empty())
        return {};
    auto const known = TRY(Articles(connection).by_source(article.source));
    if (known && known->number != article.number)
        return Error{ErrorCode::conflict,
            fmt::format(
                "source: the article {} was imported from \"{}\" already", known->id, article.source)};
    return {};
}

} // namespace

Result<void> check_article(Change& change, Article const& article)
{
    auto& connection = change.connection();
    TRY(check_texts(article));
    TRY(check_status(article, change.clock().now()));
    TRY(check_exist(
        connection, "tags", "SELECT 1 FROM tags WHERE number = $1", article.tags, ArticleLimits::tags));
    TRY(check_exist(connection, "bylines", "SELECT 1 FROM bylines WHERE number = $1", article.bylines,
        ArticleLimits::bylines));
    if (article.section
        && std::find(article.tags.begin(), article.tags.end(), *article.section) == article.tags.end())
        return invalid(fmt::format("section: {} is not one of the article's tags", *article.section));
    TRY(check_address(connection, article));
    return check_source(connection, article);
}

} // namespace broadsheet::newsroom
