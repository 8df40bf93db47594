#include "newsroom/revisions.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>

namespace broadsheet::newsroom {

namespace json = boost::json;

namespace {

// Calls visit(name, member) for each text beside title, standfirst and body.
template <typename AnyArticle, typename Visit>
void for_each_text(AnyArticle& article, Visit&& visit)
{
    visit("language", article.language);
    visit("slug", article.slug);
    visit("picture", article.picture.path);
    visit("picture_alt", article.picture.alt);
    visit("picture_caption", article.picture.caption);
    visit("picture_credit", article.picture.credit);
    visit("translation_key", article.translation_key);
    visit("canonical_url", article.canonical_url);
    visit("template", article.template_name);
    visit("meta_title", article.meta_title);
    visit("meta_description", article.meta_description);
}

// Whether two states of an article differ in nothing that a revision holds.
bool are_edited_alike(Article const& former, Article article)
{
    article.number = former.number;
    article.id = former.id;
    article.kind = former.kind;
    article.corrections = former.corrections;
    article.status = former.status;
    article.created_at = former.created_at;
    article.updated_at = former.updated_at;
    article.published_at = former.published_at;
    article.source = former.source;
    article.source_hash = former.source_hash;
    return article == former;
}

// Tags and bylines are kept by their ids: a number may come to mean another, and a name may be taken back.
Result<json::array> ids_of(
    db::Connection& connection, std::string_view table, std::vector<Number> const& numbers)
{
    json::array ids;
    for (auto const number : numbers) {
        auto rows
            = TRY(connection.query(fmt::format("SELECT id FROM {} WHERE number = $1", table), {number}));
        if (TRY(rows.next()))
            ids.emplace_back(rows.text(0));
    }
    return ids;
}

Result<std::string> rest_of(db::Connection& connection, Article const& article)
{
    json::object rest;
    for_each_text(article, [&](std::string_view name, std::string const& text) {
        if (!text.empty())
            rest[name] = text;
    });
    std::vector<Number> section;
    if (article.section)
        section.push_back(*article.section);
    rest["section"] = TRY(ids_of(connection, "tags", section));
    rest["tags"] = TRY(ids_of(connection, "tags", article.tags));
    rest["bylines"] = TRY(ids_of(connection, "bylines", article.bylines));
    rest["no_appeal"] = article.no_appeal;
    rest["featured"] = article.featured;
    return json::serialize(rest);
}

using Numbers = std::map<std::string, Number, std::less<>>;

Result<Numbers> numbers_of(db::Connection& connection, std::string_view table)
{
    Numbers numbers;
    auto rows = TRY(connection.query(fmt::format("SELECT id, number FROM {}", table)));
    while (TRY(rows.next()))
        numbers.emplace(rows.string(0), rows.integer(1));
    return numbers;
}

std::vector<Number> read_ids(json::value const& ids, Numbers const& numbers)
{
    std::vector<Number> found;
    for (auto const& id : ids.as_array())
        if (auto const known = numbers.find(std::string_view(id.as_string())); known != numbers.end())
            found.push_back(known->second);
    return found;
}

Result<void> read_rest(Article& article, std::string_view text, Numbers const& tags, Numbers const& bylines)
{
    try {
        auto const rest = json::parse(json::string_view(text.data(), text.size())).as_object();
        for_each_text(article, [&](std::string_view name, std::string& member) {
            auto const* value = rest.if_contains(name);
            member = value ? json::value_to<std::string>(*value) : "";
        });
        auto const section = read_ids(rest.at("section"), tags);
        article.section = section.empty() ? std::nullopt : std::optional(section.front());
        article.tags = read_ids(rest.at("tags"), tags);
        article.bylines = read_ids(rest.at("bylines"), bylines);
        article.no_appeal = rest.at("no_appeal").as_bool();
        article.featured = rest.at("featured").as_bool();
    } catch (std::exception const& failure) {
        return Error{ErrorCode::database,
            fmt::format("a revision of article {} cannot be read: {}", article.number, failure.what())};
    }
    return {};
}

Result<void> write(Change& change, Article const& article, bool was_typed, std::string_view by, UtcMillis at)
{
    auto const rest = TRY(rest_of(change.connection(), article));
    TRY(change.connection().execute(
        "INSERT INTO revisions (article, saved_at, saved_by, was_typed, title, standfirst, body, rest) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {article.number, at, by, was_typed, article.title, article.standfirst, article.body, rest}));
    return {};
}

} // namespace

Result<std::vector<Revision>> Revisions::of(Article const& present) const
{
    auto const tags = TRY(numbers_of(connection_, "tags"));
    auto const bylines = TRY(numbers_of(connection_, "bylines"));
    std::vector<Revision> revisions;
    Article later = present;
    auto rows = TRY(connection_.query("SELECT number, saved_at, saved_by, was_typed, title, standfirst, "
                                      "body, rest FROM revisions WHERE article = $1 ORDER BY number DESC",
        {present.number}));
    while (TRY(rows.next())) {
        Revision revision{rows.integer(0), rows.integer(1), rows.string(2), rows.integer(3) != 0, later};
        revision.article.title = rows.string(4);
        revision.article.standfirst = rows.string(5);
        revision.article.body = rows.string(6);
        if (!rows.text(7).empty())
            TRY(read_rest(revision.article, rows.text(7), tags, bylines));
        if (!revision.was_typed)
            later = revision.article;
        revisions.push_back(std::move(revision));
    }
    return revisions;
}

Result<void> Revisions::keep(Change& change, Article const& former, Article const& article)
{
    if (are_edited_alike(former, article))
        return {};
    return write(change, former, false, change.author(), change.clock().now());
}

Result<void> Revisions::keep_typed(Change& change, Article const& typed, std::string_view by, UtcMillis at)
{
    return write(change, typed, true, by, at);
}

} // namespace broadsheet::newsroom
