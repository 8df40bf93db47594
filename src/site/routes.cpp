#include "site/routes.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace broadsheet::site {

namespace {

constexpr std::size_t longest_path = 2'000;
constexpr int last_page = 1'000'000;

// Returns the number if it is written as we write it: no sign, no superfluous zero in front.
std::optional<int> plain_number(std::string_view text)
{
    int value = 0;
    if (!is_number(text) || text[0] == '0' || text.size() > 7)
        return {};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value <= last_page ? std::optional(value) : std::nullopt;
}

FeedFormat feed_named(std::string_view name)
{
    for (auto format : {FeedFormat::rss, FeedFormat::atom, FeedFormat::json})
        if (name == file_name(format))
            return format;
    return FeedFormat::none;
}

// The parts of a path, walked from the front.
class Parts {
public:
    explicit Parts(std::vector<std::string> parts)
        : parts_(std::move(parts))
    {
    }
    std::size_t left() const { return parts_.size() - at_; }
    std::string const& peek() const { return parts_[at_]; }
    std::string take() { return parts_[at_++]; }
    bool take_if(std::string_view wanted)
    {
        if (left() == 0 || peek() != wanted)
            return false;
        ++at_;
        return true;
    }
    // Returns the path up to here, with a slash at its end.
    std::string path_so_far() const
    {
        std::string path = "/";
        for (std::size_t i = 0; i < at_; ++i)
            path += percent_encode(parts_[i]) + "/";
        return path;
    }

private:
    std::vector<std::string> parts_;
    std::size_t at_ = 0;
};

std::optional<std::vector<std::string>> split(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        auto end = std::min(path.find('/'), path.size());
        if (end > 0) {
            auto part = percent_decode(path.substr(0, end));
            if (!part.ok() || !is_valid_utf8(*part) || part->find('/') != std::string::npos
                || part->find('\0') != std::string::npos || *part == "." || *part == "..")
                return {};
            parts.push_back(std::move(*part));
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

Route nothing()
{
    return {};
}

Route redirect_to(std::string path)
{
    Route route;
    route.kind = Route::Kind::redirect;
    route.location = std::move(path);
    return route;
}

// Reads what may follow a list: nothing, /page/N/, a feed's file, or a feed's name as other systems have it.
Route read_end_of_list(Route route, Parts& parts, bool has_feeds)
{
    auto const here = parts.path_so_far();
    if (parts.left() == 0)
        return route;
    auto const next = parts.take();
    if (next == "page" && parts.left() == 1) {
        auto number = plain_number(parts.take());
        if (!number)
            return nothing();
        if (*number == 1)
            return redirect_to(here);
        route.page = *number;
        return route;
    }
    if (!has_feeds || parts.left() > 0)
        return nothing();
    route.feed = feed_named(next);
    if (route.feed != FeedFormat::none)
        return route;
    if (next == "rss" || next == "feed")
        return redirect_to(here + "rss.xml");
    return nothing();
}

// Reads /2024/, /2024/05/, /2024/05/12/ and their pages.
Route read_archive(Route route, Parts& parts)
{
    bool is_date = true;
    auto take_number = [&](std::size_t digits, int most) {
        if (parts.left() == 0 || parts.peek().size() != digits || !is_number(parts.peek()))
            return 0;
        auto const number = std::stoi(parts.take());
        is_date = is_date && number >= 1 && number <= most;
        return number;
    };
    route.kind = Route::Kind::archive;
    route.year = take_number(4, 9999);
    route.month = take_number(2, 12);
    if (route.month)
        route.day = take_number(2, 31);
    if (!is_date)
        return nothing();
    return read_end_of_list(std::move(route), parts, false);
}

// Reads /newsletter/, /newsletter/weekly/ with its pages and feeds, /newsletter/weekly/2026-11-27/.
Route read_newsletter(Route route, Parts& parts)
{
    route.kind = Route::Kind::newsletters;
    parts.take();
    if (parts.left() == 0)
        return route;
    route.slug = parts.take();
    if (route.slug.find('.') != std::string::npos) // no slug has a dot
        return nothing();
    if (parts.left() != 1 || parts.peek() == "rss" || parts.peek() == "feed"
        || feed_named(parts.peek()) != FeedFormat::none)
        return read_end_of_list(std::move(route), parts, true);
    route.kind = Route::Kind::issue;
    route.issue = parts.take();
    return route;
}

Route read_file_at_root(std::string_view name)
{
    Route route;
    constexpr std::string_view sitemap = "sitemap-";
    if (name == "sitemap.xml")
        route.kind = Route::Kind::sitemap_index;
    else if (name == "sitemap-news.xml")
        route.kind = Route::Kind::news_sitemap;
    else if (name == "robots.txt")
        route.kind = Route::Kind::robots;
    else if (name == "favicon.ico")
        route.kind = Route::Kind::favicon;
    else if (name == "404.html")
        route.kind = Route::Kind::error_page;
    else if (name == "manifest.webmanifest")
        route.kind = Route::Kind::web_manifest;
    else if (name == "mirrors.json")
        route.kind = Route::Kind::mirror_list;
    else if (name.ends_with(".js")) {
        route.kind = Route::Kind::script;
        route.slug = name;
    } else if (name.starts_with(sitemap) && name.ends_with(".xml")) {
        auto number = plain_number(name.substr(sitemap.size(), name.size() - sitemap.size() - 4));
        if (!number)
            return nothing();
        route.kind = Route::Kind::sitemap;
        route.page = *number;
    }
    return route;
}

Route read_parts(Parts parts, std::span<std::string const> languages)
{
    Route route;
    for (std::size_t i = 1; i < languages.size() && route.language == 0; ++i)
        if (parts.take_if(languages[i]))
            route.language = i;

    if (parts.left() == 0 || parts.peek() == "page" || parts.peek() == "rss" || parts.peek() == "feed"
        || feed_named(parts.peek()) != FeedFormat::none) {
        route.kind = Route::Kind::front;
        return read_end_of_list(std::move(route), parts, true);
    }
    auto const first = parts.peek();
    for (auto [name, kind] : {std::pair("section", Route::Kind::section), std::pair("tag", Route::Kind::tag),
             std::pair("author", Route::Kind::byline)}) {
        if (first != name)
            continue;
        parts.take();
        if (parts.left() == 0)
            return nothing();
        route.kind = kind;
        route.slug = parts.take();
        return read_end_of_list(std::move(route), parts, true);
    }
    if (first == "newsletter")
        return read_newsletter(std::move(route), parts);
    if (first == "search-index") {
        parts.take();
        route.kind = Route::Kind::search_part;
        while (parts.left() > 0)
            route.slug += (route.slug.empty() ? "" : "/") + parts.take();
        return route;
    }
    if (first.size() == 4 && is_number(first))
        return read_archive(std::move(route), parts);
    parts.take();
    if (first == "appeal") {
        if (parts.left() != 1)
            return nothing();
        route.kind = Route::Kind::appeal;
        route.slug = parts.take();
        return route;
    }
    if (first == "archive" || first == "search" || first == "check-this-page") {
        route.kind = first == "archive" ? Route::Kind::archive
            : first == "search"         ? Route::Kind::search
                                        : Route::Kind::check;
        return parts.left() == 0 ? route : nothing();
    }
    if (parts.left() > 0 || first.find('.') != std::string::npos) // no slug has a dot
        return nothing();
    route.kind = Route::Kind::article;
    route.slug = first;
    return route;
}

// Whether the route is to a file, whose path has no slash at its end.
bool is_file(Route const& route)
{
    switch (route.kind) {
    case Route::Kind::sitemap_index:
    case Route::Kind::sitemap:
    case Route::Kind::news_sitemap:
    case Route::Kind::robots:
    case Route::Kind::favicon:
    case Route::Kind::error_page:
    case Route::Kind::script:
    case Route::Kind::web_manifest:
    case Route::Kind::mirror_list:
    case Route::Kind::search_part:
        return true;
    default:
        return route.feed != FeedFormat::none;
    }
}

} // namespace

std::string_view file_name(FeedFormat format)
{
    switch (format) {
    case FeedFormat::none:
        return "";
    case FeedFormat::rss:
        return "rss.xml";
    case FeedFormat::atom:
        return "atom.xml";
    case FeedFormat::json:
        return "feed.json";
    }
    return "";
}

std::string_view media_type_of(FeedFormat format)
{
    switch (format) {
    case FeedFormat::none:
        return "";
    case FeedFormat::rss:
        return "application/rss+xml";
    case FeedFormat::atom:
        return "application/atom+xml";
    case FeedFormat::json:
        return "application/feed+json";
    }
    return "";
}

Route read_route(std::string_view path, std::span<std::string const> languages)
{
    constexpr std::string_view assets = "/assets/";
    if (!path.starts_with('/') || path.size() > longest_path)
        return nothing();
    auto parts = split(path);
    if (!parts)
        return nothing();
    if (path.starts_with(assets)) {
        Route route;
        route.kind = Route::Kind::asset;
        for (std::size_t i = 1; i < parts->size(); ++i)
            route.slug += (i > 1 ? "/" : "") + (*parts)[i];
        return route;
    }

    std::string proper = "/";
    for (auto& part : *parts) {
        part = to_lower(part);
        proper += percent_encode(part) + "/";
    }
    auto route = parts->size() == 1 ? read_file_at_root(parts->front()) : nothing();
    if (route.kind == Route::Kind::nothing)
        route = read_parts(Parts(std::move(*parts)), languages);
    if (route.kind == Route::Kind::nothing || route.kind == Route::Kind::redirect)
        return route;
    if (is_file(route))
        proper.pop_back();
    // What was written differently, escapes aside, has one proper place.
    auto written = percent_decode(path);
    auto wanted = percent_decode(proper);
    if (written.ok() && wanted.ok() && *written != *wanted)
        return redirect_to(std::move(proper));
    return route;
}

} // namespace broadsheet::site
