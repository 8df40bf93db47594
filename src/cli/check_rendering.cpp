#include "cli/check_rendering.h"

#include "newsroom/paths.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace broadsheet::cli {

namespace {

constexpr std::size_t most_of_a_kind = 10;
constexpr std::int64_t newest_articles = 50;
constexpr std::size_t most_failures_named = 5;

// The newest articles, and one of each kind, language and template.
Result<std::set<std::string>> article_paths(site::EditionReader const& reader)
{
    std::set<std::string> paths;
    for (auto const* which : {"ORDER BY published_at DESC LIMIT $1",
             "AND number IN (SELECT MAX(number) FROM articles WHERE status = 'published' "
             "GROUP BY kind, language, template) ORDER BY number LIMIT $1"}) {
        auto rows = TRY(reader.snapshot().connection().query(
            fmt::format("SELECT language, slug FROM articles WHERE status = 'published' {}", which),
            {newest_articles}));
        while (TRY(rows.next()))
            if (auto const& languages = reader.catalogue().settings().languages;
                std::ranges::find(languages, rows.text(0)) != languages.end())
                paths.insert(
                    newsroom::article_path(reader.catalogue().settings(), rows.text(0), rows.text(1)));
    }
    return paths;
}

std::string_view last_part(std::string_view path)
{
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return path.substr(path.rfind('/') + 1);
}

// What pages of one sort have in common: "/ru/section/x/page/2/" is a "ru section page", "/tag/x/rss.xml" a
// "tag.xml".
std::string kind_of(std::string_view path, std::vector<std::string> const& languages)
{
    std::string kind;
    auto const next = [&] {
        path.remove_prefix(std::min<std::size_t>(1, path.size()));
        auto const part = path.substr(0, path.find('/'));
        path.remove_prefix(part.size());
        return part;
    };
    auto part = next();
    if (std::ranges::find(languages, part) != languages.end()) {
        kind = fmt::format("{} ", part);
        part = next();
    }
    if (path.size() > 1) // there is more behind it, so it is no article's
        kind += part;
    if (path.find("/page/") != path.npos)
        kind += " page";
    auto const file = path.size() > 1 ? last_part(path) : part;
    return file.find('.') == file.npos ? kind : kind + std::string(file.substr(file.rfind('.')));
}

// Whether the theme has a template for what has this slug alone.
bool has_own_template(site::Theme const& theme, std::string_view slug)
{
    for (auto const* kind : {"post", "page", "tag", "author"})
        if (!theme.first_template({fmt::format("{}-{}", kind, slug)}).empty())
            return true;
    return false;
}

} // namespace

Result<void> check_rendering(site::EditionReader const& reader, Findings& findings)
{
    auto paths = TRY(article_paths(reader));
    std::map<std::string, std::size_t> seen;
    auto const& theme = reader.snapshot().edition().theme();
    TRY(reader.for_each_path([&](std::string_view path) -> Result<void> {
        if (++seen[kind_of(path, reader.catalogue().settings().languages)] <= most_of_a_kind
            || has_own_template(theme, last_part(path)))
            paths.emplace(path);
        return {};
    }));
    std::size_t failures = 0;
    for (auto const& path : paths)
        if (auto const page = reader.page(path); !page && ++failures <= most_failures_named)
            findings.add(
                Health::bad, fmt::format("{}: {}", path, page.error().message), std::string(mend_theme));
    if (failures > most_failures_named)
        findings.add(Health::bad, fmt::format("{} of {} pages tried fail like this", failures, paths.size()));
    if (failures == 0)
        findings.add(Health::good,
            fmt::format("edition {} renders ({} pages tried)", reader.catalogue().edition(), paths.size()));
    return {};
}

} // namespace broadsheet::cli
