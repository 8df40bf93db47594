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

// $1 stands for a pattern of LIKE that finds the file's hash, which holds none of its signs.
struct Place {
    Kind kind;
    std::string_view query;
};
constexpr Place places[] = {
    {Kind::setting, "SELECT key, key FROM settings WHERE key IN ('logo', 'icon', 'cover') AND value LIKE $1"},
    {Kind::tag, "SELECT id, name FROM tags WHERE picture LIKE $1 OR description LIKE $1"},
    {Kind::byline, "SELECT id, name FROM bylines WHERE picture LIKE $1 OR bio LIKE $1"},
};

} // namespace

Result<std::vector<MediaUses::Use>> MediaUses::of(std::string_view path, std::size_t most) const
{
    auto const file = file_of(path);
    std::vector<Use> uses;
    for (auto const& [kind, query] : places) {
        auto rows = TRY(connection_.query(query, {fmt::format("%{}%", file)}));
        while (TRY(rows.next()) && uses.size() < most)
            uses.push_back({kind, rows.string(0), rows.string(1)});
    }
    auto rows
        = TRY(connection_.query("SELECT id, title, kind FROM articles WHERE number IN (SELECT article FROM "
                                "article_media WHERE file = $1 UNION SELECT article FROM working_copies "
                                "WHERE content LIKE $2) ORDER BY number DESC LIMIT $3",
            {file, fmt::format("%{}%", file), most - uses.size()}));
    while (TRY(rows.next()))
        uses.push_back({rows.text(2) == "page" ? Kind::page : Kind::article, rows.string(0), rows.string(1)});
    return uses;
}

Result<bool> MediaUses::are_published(std::string_view path) const
{
    auto const file = file_of(path);
    auto const pattern = fmt::format("%{}%", file);
    auto const finds = [&](std::string_view query, db::Parameter const& parameter) -> Result<bool> {
        auto rows = TRY(connection_.query(query, {parameter}));
        return TRY(rows.next());
    };
    if (TRY(finds("SELECT 1 FROM article_media m JOIN articles a ON a.number = m.article "
                  "WHERE m.file = $1 AND a.status = 'published' LIMIT 1",
            file)))
        return true;
    for (auto const& place : places)
        if (TRY(finds(place.query, pattern)))
            return true;
    return TRY(finds("SELECT 1 FROM appeals WHERE is_on_air = 1 AND content LIKE $1", pattern))
        || TRY(finds("SELECT 1 FROM issues WHERE status = 'sent' AND introduction LIKE $1", pattern));
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
