#include "newsroom/title_words.h"

#include "base/utf8.h"
#include "newsroom/article.h"
#include "text/words.h"

#include <fmt/format.h>
#include <ranges>
#include <utility>
#include <vector>

namespace broadsheet::newsroom {

std::string title_words(std::string_view title)
{
    auto const words = text::fold(title);
    return words.empty() ? " " : std::string(first_code_points(words, most_title_letters));
}

std::string may_hold_in_title(
    std::string_view text, std::function<std::string(std::string_view)> const& place)
{
    auto const words = text::fold(text);
    if (words.empty())
        return {};
    std::string all;
    for (auto const word : std::views::split(words, ' '))
        all += fmt::format(
            "{}strpos(title_words, {}) > 0", all.empty() ? "" : " AND ", place({word.begin(), word.end()}));
    return fmt::format("(({}) OR title_words = '' OR length(title_words) >= {})", all, most_title_letters);
}

Result<bool> has_titles_to_fold(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT 1 FROM articles WHERE title_words = '' LIMIT 1"));
    return rows.next();
}

Result<std::int64_t> fold_titles(Change& change, std::size_t most)
{
    auto& connection = change.connection();
    std::vector<std::pair<Number, std::string>> titles;
    {
        auto rows = TRY(connection.query(
            "SELECT number, title FROM articles WHERE title_words = '' ORDER BY number DESC LIMIT $1",
            {most}));
        while (TRY(rows.next()))
            titles.emplace_back(rows.integer(0), rows.string(1));
    }
    for (auto const& [number, title] : titles)
        TRY(connection.execute(
            "UPDATE articles SET title_words = $1 WHERE number = $2", {title_words(title), number}));
    return static_cast<std::int64_t>(titles.size());
}

} // namespace broadsheet::newsroom
