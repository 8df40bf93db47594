#include "exchange/wordpress_links.h"

#include "base/ascii.h"
#include "db/sqlite.h"
#include "html/characters.h"
#include "html/relative_links.h"
#include "newsroom/paths.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

// An article, whatever form of its address a text uses, and what stands behind that.
struct Link {
    std::string name; // its path without the slash at the end, or "?p=7"; "": no article's
    std::string_view behind; // "#notes"
};

std::string name_of_path(std::string path)
{
    while (path.ends_with('/'))
        path.pop_back();
    return path;
}

// Returns the number of the article that a query of WordPress's own asks for.
std::string_view number_in(std::string_view query)
{
    for (std::string_view const key : {"?p=", "?page_id="})
        if (query.starts_with(key))
            return query.substr(key.size(), query.find_first_of("&#") - key.size());
    return {};
}

Link parse(std::string_view address, WordpressAddresses const& addresses)
{
    if (!addresses.is_on_site(address))
        return {};
    auto const end = std::min(address.find_first_of("?#"), address.size());
    Link link{name_of_path(path_of_address(address.substr(0, end))), address.substr(end)};
    if (auto const number = number_in(link.behind); is_number(number)) {
        link.name = link.name == addresses.blog() ? fmt::format("?p={}", number) : "";
        link.behind.remove_prefix(std::min(link.behind.find('#'), link.behind.size()));
    }
    return link;
}

} // namespace

WordpressLinks::WordpressLinks(std::unique_ptr<db::Connection> database)
    : database_(std::move(database))
{
}
WordpressLinks::WordpressLinks(WordpressLinks&&) noexcept = default;
WordpressLinks::~WordpressLinks() = default;

Result<WordpressLinks> WordpressLinks::make()
{
    auto database = TRY(db::open_temporary_sqlite());
    TRY(database->execute_script(
        "CREATE TABLE names (name TEXT PRIMARY KEY, language TEXT, slug TEXT) WITHOUT ROWID;"
        "CREATE TABLE slugs (language TEXT, slug TEXT, uses INTEGER, PRIMARY KEY (language, slug)) WITHOUT "
        "ROWID;"
        "BEGIN"));
    return WordpressLinks(std::move(database));
}

Result<void> WordpressLinks::add(WxrItem const& item, std::string_view language)
{
    auto const slug = plain_slug(item.slug);
    if (slug.empty())
        return {};
    std::lock_guard lock(*mutex_);
    TRY(count(language, slug));
    for (auto const& name : {name_of_path(path_of_address(item.link)), "?p=" + item.id})
        if (!name.empty())
            TRY(database_->execute("INSERT OR REPLACE INTO names (name, language, slug) VALUES ($1, $2, $3)",
                {name, language, slug}));
    return {};
}

Result<void> WordpressLinks::rename_language(std::string_view name, std::string_view language)
{
    if (name == language)
        return {};
    std::lock_guard lock(*mutex_);
    TRY(database_->execute("UPDATE names SET language = $2 WHERE language = $1", {name, language}));
    TRY(database_->execute(
        "INSERT INTO slugs (language, slug, uses) SELECT $2, slug, uses FROM slugs WHERE language = $1 "
        "ON CONFLICT (language, slug) DO UPDATE SET uses = uses + excluded.uses",
        {name, language}));
    TRY(database_->execute("DELETE FROM slugs WHERE language = $1", {name}));
    return {};
}

Result<void> WordpressLinks::leave_out(std::string_view language, std::string_view slug)
{
    std::lock_guard lock(*mutex_);
    return count(language, slug);
}

// With the lock held.
Result<void> WordpressLinks::count(std::string_view language, std::string_view slug)
{
    TRY(database_->execute("INSERT INTO slugs (language, slug, uses) VALUES ($1, $2, 1) "
                           "ON CONFLICT (language, slug) DO UPDATE SET uses = uses + 1",
        {language, slug}));
    return {};
}

Result<std::optional<WordpressLinks::Place>> WordpressLinks::place_of(std::string_view name) const
{
    std::lock_guard lock(*mutex_);
    auto rows = TRY(database_->query("SELECT language, slug FROM names JOIN slugs USING (language, slug) "
                                     "WHERE name = $1 AND uses = 1",
        {name}));
    std::optional<Place> place;
    if (TRY(rows.next()) && !newsroom::is_reserved_slug(rows.text(1)))
        place = {rows.string(0), rows.string(1)};
    return place;
}

Result<std::string> WordpressLinks::lead_on(
    std::string_view html, WordpressAddresses const& addresses, PathOfSlug const& path_of_slug) const
{
    Result<void> found;
    auto led = html::map_links(html, [&](std::string_view written) {
        std::optional<std::string> address(written);
        auto const decoded = html::decoded(written, html::Place::attribute);
        auto const link = parse(decoded, addresses);
        if (link.name.empty())
            return address;
        auto place = place_of(link.name);
        if (!place.ok())
            found = std::move(place).error();
        else if (*place) {
            address = path_of_slug((*place)->language, (*place)->slug);
            html::append_attribute_value(*address, link.behind);
        }
        return address;
    });
    TRY(std::move(found));
    return led;
}

} // namespace broadsheet::exchange
