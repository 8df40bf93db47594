// The list of articles, and what can be done to several at once.
#include "workflow/article_list.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "admin/work.h"
#include "base/encoding.h"
#include "base/whole_number.h"
#include "newsroom/paths.h"
#include "newsroom/taxonomy.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using newsroom::ArticleKind;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;
using workflow::ListFilter;

constexpr std::int64_t rows_per_page = 50;
constexpr std::size_t most_at_once = 100;

constexpr std::string_view filter_names[]
    = {"kind", "state", "language", "section", "byline", "assignee", "words"};

struct Taxonomy {
    newsroom::Settings settings;
    std::vector<newsroom::Tag> tags;
    std::vector<newsroom::Byline> bylines;
    std::vector<staff::Account> people;
};

Result<Taxonomy> load_taxonomy(Visit const& visit)
{
    return Taxonomy{TRY(newsroom::load_settings(visit.connection)),
        TRY(newsroom::Tags(visit.connection).all()), TRY(newsroom::Bylines(visit.connection).all()),
        TRY(accounts(visit).all())};
}

template <typename Records>
auto find_slug(Records const& records, std::string_view slug)
{
    auto const found = std::ranges::find(records, slug, &Records::value_type::slug);
    return found == records.end() ? std::nullopt : std::optional(found->number);
}

// What is asked for and does not exist finds nothing, rather than everything.
ListFilter read_filter(Visit const& visit, Taxonomy const& taxonomy)
{
    constexpr newsroom::Number nobody = -1;
    ListFilter filter;
    filter.kind = visit.query("kind") == "page" ? ArticleKind::page : ArticleKind::article;
    filter.state = visit.query("state");
    filter.language = visit.query("language");
    filter.words = visit.query("words");
    if (auto const slug = visit.query("section"); !slug.empty())
        filter.section = find_slug(taxonomy.tags, slug).value_or(nobody);
    if (auto const slug = visit.query("byline"); !slug.empty())
        filter.byline = find_slug(taxonomy.bylines, slug).value_or(nobody);
    if (auto const id = visit.query("assignee"); !id.empty()) {
        auto const found = std::ranges::find(taxonomy.people, id, &staff::Account::id);
        filter.assignee = found == taxonomy.people.end() ? nobody : found->number;
    }
    if (auto const place = visit.query("after"); !place.empty()) {
        auto const dot = std::min(place.find('.'), place.size() - 1);
        filter.after = ListFilter::Place{
            whole_number(place.substr(0, dot)).value_or(0), whole_number(place.substr(dot + 1)).value_or(0)};
    }
    filter.most = rows_per_page;
    return filter;
}

std::string joined(std::vector<std::string> const& names)
{
    std::string list;
    for (auto const& name : names)
        list += (list.empty() ? "" : ", ") + name;
    return list;
}

Value row_fields(workflow::ListRow const& row, Taxonomy const& taxonomy, Visit const& visit)
{
    Map fields{{"id", row.id}, {"title", row.title}, {"language", row.language},
        {"direction", std::string(text::direction_of(row.language))},
        {"state", visit.translated(state_label(row.status, row.stage))},
        {"state_name",
            std::string(row.status == newsroom::Status::draft ? name_of(row.stage) : name_of(row.status))},
        {"updated_at", row.updated_at}, {"bylines", joined(row.bylines)}, {"assigned", joined(row.assigned)},
        {"is_readable", row.is_readable}, {"has_unsaved", row.has_unsaved}, {"held_by", row.held_by}};
    if (row.status == newsroom::Status::scheduled)
        fields.set("scheduled_at", row.published_at.value_or(0));
    if (row.due_at && row.status == newsroom::Status::draft) {
        fields.set("due_at", *row.due_at);
        fields.set("is_late", *row.due_at < visit.services.clock.now());
    }
    if (row.sent_back_at && row.status == newsroom::Status::draft && row.is_readable) {
        fields.set("sent_back_at", *row.sent_back_at);
        fields.set("sent_back_by", row.sent_back_by);
    }
    if (!row.is_readable)
        fields.set("path", newsroom::article_path(taxonomy.settings, row.language, row.slug));
    if (row.section) {
        auto const section = std::ranges::find(taxonomy.tags, *row.section, &newsroom::Tag::number);
        if (section != taxonomy.tags.end())
            fields.set("section", section->in(row.language).name);
    }
    return Value::make<Map>(std::move(fields));
}

Value option(std::string_view value, std::string_view label, std::string_view chosen)
{
    return Value::make<Map>(
        Map{{"value", std::string(value)}, {"label", std::string(label)}, {"is_chosen", value == chosen}});
}

void set_options(Map& fields, Taxonomy const& taxonomy, Visit const& visit)
{
    Array languages, sections, bylines, people;
    for (auto const& language : taxonomy.settings.languages)
        languages.push_back(option(language, text::native_language_name(language), visit.query("language")));
    for (auto const& tag : taxonomy.tags)
        if (tag.is_section)
            sections.push_back(option(tag.slug, tag.in(visit.language).name, visit.query("section")));
    for (auto const& byline : taxonomy.bylines)
        bylines.push_back(option(byline.slug, byline.in(visit.language).name, visit.query("byline")));
    for (auto const& person : taxonomy.people)
        if (!person.is_suspended)
            people.push_back(option(person.id, person.name, visit.query("assignee")));
    fields.set("has_languages", languages.size() > 1);
    fields.set("languages", Value::make<Array>(std::move(languages)));
    fields.set("sections", Value::make<Array>(std::move(sections)));
    fields.set("all_bylines", Value::make<Array>(std::move(bylines)));
    fields.set("people", Value::make<Array>(std::move(people)));
}

// The query of this list, without its page.
std::string query_of(Visit const& visit)
{
    std::string query;
    for (auto name : filter_names)
        if (auto const value = visit.query(name); !value.empty())
            query += fmt::format("{}{}={}", query.empty() ? "" : "&", name, percent_encode(value));
    return query;
}

Result<Map> list_fields(Visit const& visit)
{
    auto const taxonomy = TRY(load_taxonomy(visit));
    auto const filter = read_filter(visit, taxonomy);
    auto const rows
        = TRY(workflow::list_articles(visit.connection, visit.services.clock, visit.account(), filter));
    Array shown;
    for (auto const& row : rows)
        shown.push_back(row_fields(row, taxonomy, visit));
    bool const is_page = filter.kind == ArticleKind::page;
    auto const query = query_of(visit);
    Map fields{{"is_page", is_page}, {"words", filter.words}, {"state", filter.state},
        {"page_title", visit.translated(is_page ? "Pages" : "Articles")},
        {"is_filtered", !query.empty() && query != "kind=page"}, {"is_later_page", filter.after.has_value()},
        {"query", query}, {"me", visit.account().id}};
    fields.set("articles", Value::make<Array>(std::move(shown)));
    if (std::ssize(rows) == rows_per_page)
        fields.set("older",
            fmt::format("?{}{}after={}.{}", query, query.empty() ? "" : "&", rows.back().updated_at,
                rows.back().number));
    set_options(fields, taxonomy, visit);
    return fields;
}

Result<http::Response> list(Visit& visit)
{
    return visit.page("articles", TRY(list_fields(visit)));
}

Result<void> do_to_one(Visit const& visit, std::string_view act, std::string_view id)
{
    return work(visit, [&](workflow::Acts& acts) -> Result<void> {
        auto piece = TRY(workflow::open_piece(visit.connection, visit.account(), id));
        if (act == "submit")
            return acts.submit(piece);
        if (act == "ready")
            return acts.call_ready(piece);
        if (act == "send_back")
            return acts.send_back(piece, visit.field("note"));
        if (act == "publish")
            return acts.publish(piece);
        if (act == "withdraw")
            return acts.withdraw(piece);
        if (act == "assign")
            return acts.assign(piece, TRY(accounts(visit).by_id(visit.field("assignee"))));
        return invalid("Choose what to do.");
    });
}

// What readers see or lose at once is asked about first.
Result<http::Response> ask_whether(Visit& visit, std::vector<std::string_view> const& ids)
{
    Array rows;
    for (auto id : ids) {
        auto const piece = TRY(workflow::open_piece(visit.connection, visit.account(), id));
        rows.push_back(Value::make<Map>(Map{{"id", piece.article.id}, {"title", piece.article.title}}));
    }
    auto fields = TRY(list_fields(visit));
    fields.set("asks_whether", std::string(visit.field("act")));
    fields.set("asked_about", Value::make<Array>(std::move(rows)));
    return visit.page("articles", std::move(fields));
}

// Each article is a change of its own: one that cannot be done does not keep back the others, and is named.
Result<http::Response> do_to_several(Visit& visit)
{
    auto const ids = visit.fields("article");
    if (ids.empty() || ids.size() > most_at_once)
        return visit.refused("articles", TRY(list_fields(visit)), invalid("Choose at least one article."));
    bool const is_for_readers = visit.field("act") == "publish" || visit.field("act") == "withdraw";
    if (is_for_readers && visit.field("is_sure") != "1")
        return ask_whether(visit, ids);
    std::int64_t done = 0;
    Array refused;
    for (auto id : ids) {
        auto const result = do_to_one(visit, visit.field("act"), id);
        if (result.ok()) {
            ++done;
            continue;
        }
        auto const& error = result.error();
        if (error.code == ErrorCode::database || error.code == ErrorCode::unavailable)
            return error;
        auto const piece = workflow::open_piece(visit.connection, visit.account(), id);
        refused.push_back(Value::make<Map>(Map{{"title", piece.ok() ? piece->article.title : std::string(id)},
            {"id", std::string(id)}, {"why", visit.translated(error.message)}}));
    }
    auto fields = TRY(list_fields(visit));
    bool const is_whole = refused.size() == 0;
    fields.set("done", done);
    fields.set("did", true);
    fields.set("refused", Value::make<Array>(std::move(refused)));
    return visit.page("articles", std::move(fields), is_whole ? 200 : 422);
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/articles/", Act::read_newsroom, list},
    {http::Method::post, "/admin/articles/", Act::write_own, do_to_several},
};

} // namespace

Routes article_list_routes()
{
    return routes;
}

} // namespace broadsheet::admin
