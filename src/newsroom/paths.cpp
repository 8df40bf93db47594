#include "newsroom/paths.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

bool is_year(std::string_view slug)
{
    return slug.size() == 4 && is_number(slug);
}

// The tags a newspaper is likely to use as a folder: "ru", "pt-br", "zh-hant". Longer ones look too much like
// words ("war" is Waray) to keep articles from them.
bool is_language_code(std::string_view slug)
{
    constexpr std::array<std::string_view, 5> scripts{"-arab", "-cyrl", "-hans", "-hant", "-latn"};
    if (slug.size() < 2 || !is_lower(slug[0]) || !is_lower(slug[1]))
        return false;
    auto const rest = slug.substr(2);
    return rest.empty() || (rest.size() == 3 && rest[0] == '-' && is_lower(rest[1]) && is_lower(rest[2]))
        || std::find(scripts.begin(), scripts.end(), rest) != scripts.end();
}

std::string path_in(
    Settings const& settings, std::string_view language, std::string_view folder, std::string_view slug)
{
    return fmt::format("{}{}{}/", home_path(settings, language), folder, percent_encode(slug));
}

} // namespace

std::string home_path(Settings const& settings, std::string_view language)
{
    return language == settings.first_language() ? "/" : fmt::format("/{}/", language);
}

std::string article_path(Settings const& settings, std::string_view language, std::string_view slug)
{
    return path_in(settings, language, "", slug);
}

std::string section_path(Settings const& settings, std::string_view language, std::string_view slug)
{
    return path_in(settings, language, "section/", slug);
}

std::string tag_path(Settings const& settings, std::string_view language, std::string_view slug)
{
    return path_in(settings, language, "tag/", slug);
}

std::string appeal_path(Settings const& settings, std::string_view language, std::string_view slug)
{
    return path_in(settings, language, "appeal/", slug);
}

std::string byline_path(Settings const& settings, std::string_view language, std::string_view slug)
{
    return path_in(settings, language, "author/", slug);
}

std::string newsletter_path(Settings const& settings, std::string_view language, std::string_view slug)
{
    return path_in(settings, language, "newsletter/", slug);
}

std::string newsletters_path(Settings const& settings, std::string_view language)
{
    return home_path(settings, language) + "newsletter/";
}

std::string base_path(Settings const& settings)
{
    std::string_view const url = settings.url;
    auto const host = url.find("//");
    auto const path = host == url.npos ? url.npos : url.find('/', host + 2);
    return path == url.npos ? "/" : std::string(url.substr(path)) + "/";
}

bool is_reserved_slug(std::string_view slug)
{
    constexpr std::array<std::string_view, 25> reserved{"admin", "api", "appeal", "archive", "assets", "atom",
        "author", "check-this-page", "content", "feed", "ghost", "healthz", "log", "media", "metrics",
        "newsletter", "page", "preview", "remind", "rss", "search", "search-index", "section", "support",
        "tag"};
    return std::find(reserved.begin(), reserved.end(), slug) != reserved.end() || is_year(slug)
        || is_language_code(slug);
}

bool is_reserved_newsletter_slug(std::string_view slug)
{
    constexpr std::array<std::string_view, 9> reserved{
        "assets", "confirm", "feed", "leave", "link", "page", "rss", "sign-up", "yours"};
    return std::find(reserved.begin(), reserved.end(), slug) != reserved.end();
}

} // namespace broadsheet::newsroom
