#include "newsroom/media_uses.h"

#include "media/references.h"
#include "newsroom/articles.h"

#include <fmt/format.h>
#include <set>

namespace broadsheet::newsroom {

namespace {

using Kind = MediaUses::Use::Kind;

// Returns the part of a path that the file and its variants share: "/media/ab/ab12…" without ending or width.
std::string_view file_of(std::string_view path)
{
    path.remove_prefix(std::min(path.rfind('/') + 1, path.size()));
    return path.substr(0, path.find_first_of(".-"));
}

std::set<std::string, std::less<>> files_in(Article const& article)
{
    std::set<std::string, std::less<>> files;
    for (auto const* text : {&article.body, &article.picture.path})
        for (auto path : media::stored_paths_in(*text))
            files.emplace(file_of(path));
    return files;
}

// What may name a file. $1 stands for the file's hash, which holds none of LIKE's signs.
struct Place {
    Kind kind;
    std::string_view query; // id, name and rank of what names it; ends in its WHERE
    std::string_view is_seen; // which of them readers of pages see; empty: all
};
#define NAMES_IT " LIKE '%' || $1 || '%'"
constexpr Place places[] = {
    // Also navigation, which may link to a file.
    {Kind::setting, "SELECT key, key, 0 FROM settings WHERE value" NAMES_IT, ""},
    {Kind::tag,
        "SELECT id, name, number FROM tags WHERE (picture" NAMES_IT " OR description" NAMES_IT
        " OR number IN (SELECT tag FROM tag_names WHERE description" NAMES_IT "))",
        ""},
    {Kind::byline,
        "SELECT id, name, number FROM bylines WHERE (picture" NAMES_IT " OR bio" NAMES_IT
        " OR number IN (SELECT byline FROM byline_names WHERE bio" NAMES_IT "))",
        ""},
    {Kind::appeal, "SELECT id, name, number FROM appeals WHERE content" NAMES_IT, "is_on_air = 1"},
    {Kind::issue, "SELECT id, subject, number FROM issues WHERE introduction" NAMES_IT, "status = 'sent'"},
    // A letter is no page.
    {Kind::welcome_letter,
        "SELECT n.id, w.subject, n.number FROM welcome_letters w JOIN newsletters n ON n.id = w.newsletter "
        "WHERE w.body" NAMES_IT,
        "1 = 0"},
    {Kind::article,
        "SELECT id, title, number FROM articles WHERE number IN "
        "(SELECT article FROM article_media WHERE file = $1)",
        "status = 'published'"},
    // What is only typed.
    {Kind::article,
        "SELECT id, title, number FROM articles WHERE number IN (SELECT article FROM working_copies WHERE "
        "content" NAMES_IT ") AND number NOT IN (SELECT article FROM article_media WHERE file = $1)",
        "1 = 0"},
    // But where a file once was: that shows it to nobody, and goes with it.
    {Kind::redirect,
        "SELECT from_path, from_path, 0 FROM redirects WHERE from_path NOT LIKE '%/wp-content/uploads/%' "
        "AND to_path" NAMES_IT,
        ""},
};
#undef NAMES_IT

} // namespace

Result<std::vector<MediaUses::Use>> MediaUses::of(std::string_view path, std::size_t most) const
{
    auto const file = file_of(path);
    std::vector<Use> uses;
    for (auto const& place : places) {
        auto rows = TRY(connection_.query(
            fmt::format("{} ORDER BY 3 DESC LIMIT {}", place.query, most - uses.size()), {file}));
        while (TRY(rows.next()))
            uses.push_back({place.kind, rows.string(0), rows.string(1)});
    }
    return uses;
}

Result<bool> MediaUses::are_published(std::string_view path) const
{
    auto const file = file_of(path);
    for (auto const& place : places) {
        auto const condition = place.is_seen.empty() ? "" : fmt::format(" AND {}", place.is_seen);
        auto rows = TRY(connection_.query(fmt::format("{}{} LIMIT 1", place.query, condition), {file}));
        if (TRY(rows.next()))
            return true;
    }
    return false;
}

Result<bool> MediaUses::are_complete() const
{
    auto rows = TRY(connection_.query("SELECT 1 FROM articles WHERE media_noted = 0 LIMIT 1"));
    return !TRY(rows.next());
}

Result<void> MediaUses::note(Change& change, Number article, Article const& content)
{
    auto& connection = change.connection();
    TRY(connection.execute("DELETE FROM article_media WHERE article = $1", {article}));
    for (auto const& file : files_in(content))
        TRY(connection.execute("INSERT INTO article_media (article, file) VALUES ($1, $2)", {article, file}));
    return {};
}

Result<void> MediaUses::show_anew(Change& change, std::string_view path)
{
    auto const edition = TRY(change.edition());
    // Edition 0 is that of what no reader has seen.
    TRY(change.connection().execute("UPDATE articles SET edition = $1 WHERE edition > 0 AND number IN "
                                    "(SELECT article FROM article_media WHERE file = $2)",
        {edition, file_of(path)}));
    return {};
}

Result<std::int64_t> MediaUses::catch_up(Change& change, std::size_t most)
{
    auto& connection = change.connection();
    std::vector<Number> numbers;
    {
        auto rows = TRY(connection.query(
            "SELECT number FROM articles WHERE media_noted = 0 ORDER BY number DESC LIMIT $1", {most}));
        while (TRY(rows.next()))
            numbers.push_back(rows.integer(0));
    }
    for (auto const number : numbers) {
        auto const article = TRY(Articles(connection).by_number(number));
        TRY(note(change, number, article));
        TRY(connection.execute("UPDATE articles SET media_noted = 1 WHERE number = $1", {number}));
    }
    return static_cast<std::int64_t>(numbers.size());
}

} // namespace broadsheet::newsroom
