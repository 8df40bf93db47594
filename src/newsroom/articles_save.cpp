#include "base/encoding.h"
#include "base/id.h"
#include "base/utf8.h"
#include "html/directions.h"
#include "newsroom/article_checks.h"
#include "newsroom/articles.h"
#include "newsroom/happenings.h"
#include "newsroom/media_uses.h"
#include "newsroom/paths.h"
#include "newsroom/redirects.h"
#include "newsroom/revisions.h"
#include "text/direction.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

// The statements below share the numbers of their parameters. Empty where absence means something: NULL.
constexpr std::string_view insert_article
    = "INSERT INTO articles (id, kind, language, slug, title, standfirst, body, picture, picture_alt, "
      "picture_caption, picture_credit, section, status, created_at, updated_at, published_at, "
      "translation_key, canonical_url, no_appeal, featured, template, meta_title, meta_description, source, "
      "source_hash, words, signature, title_words, edition, media_noted) VALUES ($1, $2, $3, $4, $5, $6, $7, "
      "$8, $9, $10, $11, $12, $13, $14, $15, $16, NULLIF($17, ''), $18, $19, $20, $21, $22, $23, "
      "NULLIF($24, ''), $25, $26, $27, $28, $29, 1) RETURNING number";

constexpr std::string_view update_article
    = "UPDATE articles SET id = $1, kind = $2, language = $3, slug = $4, title = $5, standfirst = $6, body = "
      "$7, picture = $8, picture_alt = $9, picture_caption = $10, picture_credit = $11, section = $12, "
      "status "
      "= $13, created_at = $14, updated_at = $15, published_at = $16, translation_key = NULLIF($17, ''), "
      "canonical_url = $18, no_appeal = $19, featured = $20, template = $21, meta_title = $22, "
      "meta_description = $23, source = NULLIF($24, ''), source_hash = $25, words = $26, signature = $27, "
      "title_words = $28, edition = $29 WHERE number = $30 RETURNING number";

Result<Number> write_row(
    db::Connection& connection, Article const& article, ArticleFacts const& facts, Edition edition)
{
    std::array<db::Parameter, 30> const parameters{article.id, name_of(article.kind), article.language,
        article.slug, article.title, article.standfirst, article.body, article.picture.path,
        article.picture.alt, article.picture.caption, article.picture.credit, article.section,
        name_of(article.status), article.created_at, article.updated_at, article.published_at,
        article.translation_key, article.canonical_url, article.no_appeal, article.featured,
        article.template_name, article.meta_title, article.meta_description, article.source,
        article.source_hash, facts.words, facts.signature, facts.title_words, edition, article.number};
    auto rows = article.number == 0
        ? TRY(connection.query(insert_article, db::Parameters(parameters).first(29)))
        : TRY(connection.query(update_article, parameters));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

// Replaces the rows of a list that belongs to an article: remove($1: article), insert($1: article, $2:
// position and whatever `values` returns for an entry from $3 on).
template <typename Entry, typename Values>
Result<void> write_list(db::Connection& connection, Number article, std::vector<Entry> const& entries,
    std::vector<Entry> const& former, std::string_view remove, std::string_view insert, Values&& values)
{
    if (entries == former)
        return {};
    if (!former.empty())
        TRY(connection.execute(remove, {article}));
    for (std::size_t position = 0; position < entries.size(); ++position) {
        std::vector<db::Parameter> parameters{article, position};
        values(parameters, entries[position]);
        TRY(connection.execute(insert, parameters));
    }
    return {};
}

// Writes the article and those of its parts that differ from the former ones.
Result<Number> write(
    Change& change, Article const& article, ArticleFacts const& facts, Article const& former, Edition edition)
{
    auto& connection = change.connection();
    auto const add_number = [](auto& parameters, Number number) { parameters.emplace_back(number); };
    Number const number = TRY(write_row(connection, article, facts, edition));
    TRY(write_list(connection, number, article.tags, former.tags,
        "DELETE FROM article_tags WHERE article = $1",
        "INSERT INTO article_tags (article, position, tag) VALUES ($1, $2, $3)", add_number));
    TRY(write_list(connection, number, article.bylines, former.bylines,
        "DELETE FROM article_bylines WHERE article = $1",
        "INSERT INTO article_bylines (article, position, byline) VALUES ($1, $2, $3)", add_number));
    TRY(write_list(connection, number, article.corrections, former.corrections,
        "DELETE FROM corrections WHERE article = $1",
        "INSERT INTO corrections (article, position, corrected_at, text, is_retraction) VALUES ($1, $2, $3, "
        "$4, "
        "$5)",
        [](auto& parameters, Correction const& correction) {
            parameters.emplace_back(correction.corrected_at);
            parameters.emplace_back(correction.text);
            parameters.emplace_back(correction.is_retraction);
        }));
    if (number != former.number || article.body != former.body || article.picture != former.picture)
        TRY(MediaUses::note(change, number, article));
    return number;
}

bool readers_see(Article const& article)
{
    return article.status == Status::published || article.status == Status::withdrawn;
}

// Leads readers of the former address to the new one, also of what was withdrawn: the new one says so.
Result<void> keep_address(Change& change, Article const& former, Article const& article)
{
    if (!readers_see(former) || (former.slug == article.slug && former.language == article.language))
        return {};
    auto const settings = TRY(load_settings(change.connection()));
    return Redirects::keep_address(change, article_path(settings, former.language, former.slug),
        article_path(settings, article.language, article.slug));
}

void keep_first_of_each(std::vector<Number>& numbers)
{
    auto end = numbers.begin();
    for (auto const number : numbers)
        if (std::find(numbers.begin(), end, number) == end)
            *end++ = number;
    numbers.erase(end, numbers.end());
}

// Returns the article with what the store supplies where it was left out.
Article complete(Change& change, Article const& article, Article const& former)
{
    Article whole = article;
    auto const now = change.clock().now();
    if (!former.id.empty())
        whole.id = former.id;
    else if (whole.id.empty())
        whole.id = new_id(change.clock(), change.random());
    if (whole.created_at == 0)
        whole.created_at = former.created_at ? former.created_at : now;
    if (whole.updated_at == 0)
        whole.updated_at = now;
    keep_first_of_each(whole.tags);
    keep_first_of_each(whole.bylines);
    whole.body = html::with_directions(std::move(whole.body), text::direction_of(whole.language));
    return whole;
}

// "ferry-2", the slug shortened where the number would make it longer than slugs may be.
std::string with_suffix(std::string_view slug, int number)
{
    auto suffix = fmt::format("-{}", number);
    slug = slug.substr(0, ArticleLimits::slug - suffix.size());
    slug = slug.substr(0, find_invalid_utf8(slug)); // not through a character
    slug.remove_suffix(slug.size() - 1 - slug.find_last_not_of('-'));
    return fmt::format("{}{}", slug, suffix);
}

Result<Edition> edition_of(db::Connection& connection, Number article)
{
    auto rows = TRY(connection.query("SELECT edition FROM articles WHERE number = $1", {article}));
    TRY(rows.next());
    return rows.integer(0);
}

} // namespace

Result<Number> Articles::save(Change& change, Article const& given)
{
    return save(change, given, facts_of(given));
}

Result<Number> Articles::save(Change& change, Article const& given, ArticleFacts const& facts)
{
    auto& connection = change.connection();
    bool const is_new = given.number == 0;
    Article const former = is_new ? Article() : TRY(Articles(connection).by_number(given.number));
    if (!is_new && given == former)
        return given.number;

    auto const article = complete(change, given, former);
    TRY(check_article(change, article));
    Edition edition = 0;
    if (readers_see(article) || readers_see(former))
        edition = TRY(change.edition());
    else if (!is_new)
        edition = TRY(edition_of(connection, article.number));

    if (!is_new) {
        TRY(Revisions::keep(change, former, article));
        TRY(keep_address(change, former, article));
    }
    auto const number = TRY(write(change, article, facts, former, edition));
    TRY(tell_saved(change, former, article));
    return number;
}

Result<std::string> Articles::free_slug(Change& change, Article const& article, std::string const& wanted)
{
    constexpr int most_tried = 1'000;
    for (int number = 1; number <= most_tried; ++number) {
        auto slug = number == 1 ? wanted : with_suffix(wanted, number);
        if (is_reserved_slug(slug))
            continue;
        auto rows = TRY(change.connection().query(
            "SELECT number FROM articles WHERE language = $1 AND slug = $2", {article.language, slug}));
        if (!TRY(rows.next()) || rows.integer(0) == article.number)
            return slug;
    }
    return invalid(fmt::format("slug: \"{}\" and all like it are taken", wanted));
}

Result<Articles::Removal> Articles::remove(Change& change, Number number)
{
    auto& connection = change.connection();
    auto article = TRY(Articles(connection).by_number(number));
    if (!readers_see(article) && TRY(edition_of(connection, number)) == 0) {
        TRY(connection.execute("DELETE FROM articles WHERE number = $1", {number}));
        TRY(tell_removed(change, article));
        return Removal::deleted;
    }
    TRY(tell_removed(change, article));
    article.status = Status::withdrawn;
    article.updated_at = change.clock().now();
    TRY(save(change, article));
    return Removal::withdrawn;
}

Result<std::int64_t> Articles::publish_due(Change& change)
{
    auto const next = TRY(Articles(change.connection()).next_scheduled());
    auto const now = change.clock().now();
    if (!next || *next > now)
        return 0;
    auto const edition = TRY(change.edition());
    std::vector<std::pair<ArticleKind, std::string>> published;
    auto rows
        = TRY(change.connection().query("UPDATE articles SET status = 'published', edition = $1 WHERE "
                                        "status = 'scheduled' AND published_at <= $2 RETURNING kind, id",
            {edition, now}));
    while (TRY(rows.next()))
        published.emplace_back(TRY(article_kind_from(rows.text(0))), rows.string(1));
    for (auto const& [kind, id] : published)
        TRY(tell_published(change, kind, id));
    return static_cast<std::int64_t>(published.size());
}

} // namespace broadsheet::newsroom
