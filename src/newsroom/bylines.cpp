#include "base/encoding.h"
#include "base/id.h"
#include "newsroom/checks.h"
#include "newsroom/list_addresses.h"
#include "newsroom/paths.h"
#include "newsroom/taxonomy.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

#define BYLINE_QUERY                                                                                         \
    "SELECT number, id, slug, name, bio, picture, website, location, redacted_from FROM bylines "

Byline read_byline(db::Cursor const& row)
{
    Byline byline;
    byline.number = row.integer(0);
    byline.id = row.string(1);
    byline.slug = row.string(2);
    byline.text = {row.string(3), row.string(4)};
    byline.picture = row.string(5);
    byline.website = row.string(6);
    byline.location = row.string(7);
    byline.is_redacted = !row.is_null(8);
    return byline;
}

// Reads the one row a query answers with, and the byline's names in other languages.
Result<std::optional<Byline>> read_one(db::Connection& connection, Result<db::Cursor> answer)
{
    auto rows = TRY(std::move(answer));
    if (!TRY(rows.next()))
        return std::optional<Byline>();
    auto byline = read_byline(rows);
    auto names = TRY(
        connection.query("SELECT language, name, bio FROM byline_names WHERE byline = $1", {byline.number}));
    while (TRY(names.next()))
        byline.translations[names.string(0)] = {names.string(1), names.string(2)};
    return std::optional(std::move(byline));
}

Result<std::optional<Byline>> by_number(db::Connection& connection, Number number)
{
    return read_one(connection, connection.query(BYLINE_QUERY "WHERE number = $1", {number}));
}

Result<void> check_byline_text(Byline::Text const& text)
{
    TRY(check_required_text("name", text.name, 500));
    return check_text("bio", text.bio, 10'000);
}

Result<void> check(db::Connection& connection, Byline const& byline)
{
    TRY(check_slug(byline.slug, 200));
    TRY(check_byline_text(byline.text));
    for (auto const& [language, text] : byline.translations) {
        TRY(check_language("translations", language));
        TRY(check_byline_text(text));
    }
    TRY(check_link("picture", byline.picture));
    TRY(check_link("website", byline.website));
    TRY(check_text("location", byline.location, 500));
    if (auto const other = TRY(Bylines(connection).by_slug(byline.slug));
        other && other->number != byline.number)
        return Error{ErrorCode::conflict,
            fmt::format("slug: \"{}\" belongs to the byline \"{}\" already", byline.slug, other->text.name)};
    return {};
}

bool is_same(Byline const& a, Byline const& b)
{
    return a.slug == b.slug && a.text == b.text && a.translations == b.translations && a.picture == b.picture
        && a.website == b.website && a.location == b.location;
}

Result<void> save_names(db::Connection& connection, Number number, Byline const& byline)
{
    TRY(connection.execute("DELETE FROM byline_names WHERE byline = $1", {number}));
    for (auto const& [language, text] : byline.translations)
        TRY(connection.execute(
            "INSERT INTO byline_names (byline, language, name, bio) VALUES ($1, $2, $3, $4)",
            {number, language, text.name, text.bio}));
    return {};
}

Result<Number> insert(Change& change, Byline const& byline)
{
    auto const edition = TRY(change.edition());
    auto rows = TRY(change.connection().query(
        "INSERT INTO bylines (id, slug, name, bio, picture, website, location, edition) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING number",
        {byline.id.empty() ? new_id(change.clock(), change.random()) : byline.id, byline.slug,
            byline.text.name, byline.text.bio, byline.picture, byline.website, byline.location, edition}));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

Result<void> update(Change& change, Byline const& byline)
{
    auto const edition = TRY(change.edition());
    TRY(change.connection().execute(
        "UPDATE bylines SET slug = $1, name = $2, bio = $3, picture = $4, website = $5, "
        "location = $6, edition = $7 WHERE number = $8",
        {byline.slug, byline.text.name, byline.text.bio, byline.picture, byline.website, byline.location,
            edition, byline.number}));
    return {};
}

} // namespace

Byline::Text const& Byline::in(std::string_view language) const
{
    auto const found = translations.find(language);
    return found == translations.end() ? text : found->second;
}

Result<std::vector<Byline>> Bylines::all() const
{
    std::map<Number, std::map<std::string, Byline::Text, std::less<>>> translations;
    auto names = TRY(connection_.query("SELECT byline, language, name, bio FROM byline_names"));
    while (TRY(names.next()))
        translations[names.integer(0)][names.string(1)] = {names.string(2), names.string(3)};

    std::vector<Byline> bylines;
    auto rows = TRY(connection_.query(BYLINE_QUERY "ORDER BY slug"));
    while (TRY(rows.next())) {
        bylines.push_back(read_byline(rows));
        if (auto const found = translations.find(bylines.back().number); found != translations.end())
            bylines.back().translations = std::move(found->second);
    }
    return bylines;
}

Result<std::optional<Byline>> Bylines::by_slug(std::string_view slug) const
{
    return read_one(connection_, connection_.query(BYLINE_QUERY "WHERE slug = $1", {slug}));
}

Result<Number> Bylines::save(Change& change, Byline const& byline)
{
    auto& connection = change.connection();
    TRY(check(connection, byline));
    Number number = byline.number;
    if (number == 0) {
        number = TRY(insert(change, byline));
    } else {
        auto const former = TRY(by_number(connection, number));
        if (!former)
            return not_found(fmt::format("there is no byline {}", number));
        if (is_same(*former, byline))
            return number;
        if (former->is_redacted)
            return invalid("byline: it is redacted, and stays so");
        TRY(update(change, byline));
        TRY(keep_addresses(change, {byline_path, former->slug}, {byline_path, byline.slug}));
    }
    TRY(save_names(connection, number, byline));
    return number;
}

Result<std::optional<Number>> Bylines::redacted_from(std::string_view slug) const
{
    auto rows = TRY(
        connection_.query("SELECT number FROM bylines WHERE redacted_from = $1", {to_hex(sha256(slug))}));
    if (!TRY(rows.next()))
        return std::optional<Number>();
    return std::optional(rows.integer(0));
}

Result<void> Bylines::redact(
    Change& change, Number number, std::string_view tombstone, Translations const& translations)
{
    auto& connection = change.connection();
    auto const former = TRY(by_number(connection, number));
    if (!former)
        return not_found("there is no such byline");
    if (former->is_redacted)
        return invalid("byline: it is redacted already");
    Byline redacted;
    redacted.number = number;
    redacted.slug = "redacted-" + change.random().hex(4);
    redacted.text.name = tombstone;
    for (auto const& [language, text] : translations)
        redacted.translations[language].name = text;
    TRY(check(connection, redacted));
    TRY(update(change, redacted));
    TRY(save_names(connection, number, redacted));
    TRY(connection.execute(
        "UPDATE bylines SET redacted_from = $1 WHERE number = $2", {to_hex(sha256(former->slug)), number}));
    return forget_addresses(change, {byline_path, former->slug});
}

} // namespace broadsheet::newsroom
