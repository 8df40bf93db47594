#include "newsroom/name_uses.h"

#include "base/utf8.h"
#include "newsroom/paths.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace broadsheet::newsroom {

namespace {

using Kind = NameUses::Use::Kind;
using Needles = std::set<std::string, std::less<>>;

// What may name somebody: id and title of what does, by a table `needles` of what is looked for.
struct Place {
    Kind kind;
    std::string query;
};

std::string holds(std::string_view text)
{
    return fmt::format("EXISTS (SELECT 1 FROM needles WHERE strpos({}, needle) > 0)", text);
}

std::string articles_of_kind(std::string_view kind)
{
    return fmt::format("SELECT id, title FROM articles WHERE kind = '{}' AND ({} OR {} "
                       "OR EXISTS (SELECT 1 FROM corrections WHERE article = articles.number AND {}) "
                       "OR EXISTS (SELECT 1 FROM working_copies WHERE article = articles.number AND {})) "
                       "ORDER BY number DESC",
        kind,
        holds("title || ' ' || standfirst || ' ' || picture_alt || ' ' || picture_caption || ' ' || "
              "picture_credit || ' ' || meta_title || ' ' || meta_description"),
        holds("body"), holds("text"), holds("content"));
}

// Those first that stand on many pages.
std::vector<Place> places()
{
    auto const described = holds("name || ' ' || description"), told = holds("name || ' ' || bio");
    return {
        {Kind::appeal, "SELECT id, name FROM appeals WHERE " + holds("name || ' ' || content")},
        {Kind::setting, "SELECT key, key FROM settings WHERE " + holds("value")},
        {Kind::tag,
            fmt::format("SELECT id, name FROM tags WHERE {0} "
                        "OR number IN (SELECT tag FROM tag_names WHERE {0})",
                described)},
        {Kind::byline,
            fmt::format("SELECT id, name FROM bylines WHERE {0} "
                        "OR number IN (SELECT byline FROM byline_names WHERE {0})",
                told)},
        {Kind::page, articles_of_kind("page")},
        {Kind::issue,
            fmt::format("SELECT id, subject FROM issues WHERE {} ORDER BY number DESC",
                holds("subject || ' ' || preheader || ' ' || introduction"))},
        {Kind::welcome_letter,
            "SELECT newsletter, subject FROM welcome_letters WHERE " + holds("subject || ' ' || body")},
        {Kind::medium,
            fmt::format("SELECT id, name FROM media WHERE {} ORDER BY number DESC",
                holds("name || ' ' || alt || ' ' || caption || ' ' || credit"))},
        {Kind::article, articles_of_kind("article")},
    };
}

// Russian names end otherwise in every case: «Иванова», «Ивановой».
void cut_ending(std::string& word)
{
    constexpr std::size_t shortest = 5; // letters, of which the last may go
    for (std::string_view const ending : {"а", "я", "й", "ь"})
        if (word.ends_with(ending) && count_code_points(word) >= shortest) {
            word.resize(word.size() - ending.size());
            return;
        }
}

void add_name(Needles& needles, std::string_view name)
{
    constexpr std::size_t shortest = 3; // letters of a last name that is looked for by itself
    if (name.empty())
        return;
    needles.emplace(name);
    std::string last(name.substr(name.find_last_of(' ') + 1));
    if (count_code_points(last) < shortest)
        return;
    cut_ending(last);
    needles.insert(std::move(last));
}

Needles needles_for(Byline const& byline)
{
    Needles needles{fmt::format("author/{}/", byline.slug)};
    add_name(needles, byline.text.name);
    for (auto const& [language, text] : byline.translations)
        add_name(needles, text.name);
    return needles;
}

} // namespace

Result<NameUses::Uses> NameUses::of(Byline const& byline, std::size_t most) const
{
    auto const needles = needles_for(byline);
    std::vector<db::Parameter> parameters;
    std::string values;
    for (auto const& needle : needles) {
        parameters.emplace_back(needle);
        values += fmt::format("{}(CAST(${} AS TEXT))", values.empty() ? "" : ", ", parameters.size());
    }
    Uses uses;
    for (auto const& place : places()) {
        auto rows = TRY(connection_.query(fmt::format("WITH needles (needle) AS (VALUES {}) {} LIMIT {}",
                                              values, place.query, most + 1 - uses.list.size()),
            parameters));
        while (TRY(rows.next()))
            if (place.kind != Kind::byline || rows.text(0) != byline.id)
                uses.list.push_back({place.kind, rows.string(0), rows.string(1)});
        if (uses.list.size() > most) {
            uses.list.resize(most);
            uses.are_more = true;
            break;
        }
    }
    return uses;
}

} // namespace broadsheet::newsroom
