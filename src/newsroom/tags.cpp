#include "base/id.h"
#include "newsroom/checks.h"
#include "newsroom/happenings.h"
#include "newsroom/list_addresses.h"
#include "newsroom/paths.h"
#include "newsroom/taxonomy.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

#define TAG_QUERY                                                                                            \
    "SELECT number, id, slug, name, description, picture, is_section, is_internal, position FROM tags "

Tag read_tag(db::Cursor const& row)
{
    Tag tag;
    tag.number = row.integer(0);
    tag.id = row.string(1);
    tag.slug = row.string(2);
    tag.text = {row.string(3), row.string(4)};
    tag.picture = row.string(5);
    tag.is_section = row.integer(6) != 0;
    tag.is_internal = row.integer(7) != 0;
    tag.position = row.integer(8);
    return tag;
}

// Reads the one row a query answers with, and the tag's names in other languages.
Result<std::optional<Tag>> read_one(db::Connection& connection, Result<db::Cursor> answer)
{
    auto rows = TRY(std::move(answer));
    if (!TRY(rows.next()))
        return std::optional<Tag>();
    auto tag = read_tag(rows);
    auto names = TRY(
        connection.query("SELECT language, name, description FROM tag_names WHERE tag = $1", {tag.number}));
    while (TRY(names.next()))
        tag.translations[names.string(0)] = {names.string(1), names.string(2)};
    return std::optional(std::move(tag));
}

Result<std::optional<Tag>> by_number(db::Connection& connection, Number number)
{
    return read_one(connection, connection.query(TAG_QUERY "WHERE number = $1", {number}));
}

Result<void> check_tag_text(Tag::Text const& text)
{
    TRY(check_required_text("name", text.name, 500));
    return check_text("description", text.description, 10'000);
}

Result<void> check(db::Connection& connection, Tag const& tag)
{
    TRY(check_slug(tag.slug, 200));
    TRY(check_tag_text(tag.text));
    for (auto const& [language, text] : tag.translations) {
        TRY(check_language("translations", language));
        TRY(check_tag_text(text));
    }
    TRY(check_link("picture", tag.picture));
    if (auto const other = TRY(Tags(connection).by_slug(tag.slug)); other && other->number != tag.number)
        return Error{ErrorCode::conflict,
            fmt::format("slug: \"{}\" belongs to the tag \"{}\" already", tag.slug, other->text.name)};
    return {};
}

bool is_same(Tag const& a, Tag const& b)
{
    return a.slug == b.slug && a.text == b.text && a.translations == b.translations && a.picture == b.picture
        && a.is_section == b.is_section && a.is_internal == b.is_internal && a.position == b.position;
}

Result<void> save_names(db::Connection& connection, Number number, Tag const& tag)
{
    TRY(connection.execute("DELETE FROM tag_names WHERE tag = $1", {number}));
    for (auto const& [language, text] : tag.translations)
        TRY(connection.execute(
            "INSERT INTO tag_names (tag, language, name, description) VALUES ($1, $2, $3, $4)",
            {number, language, text.name, text.description}));
    return {};
}

ListAddress address_of(Tag const& tag)
{
    return {tag.is_section ? section_path : tag_path, tag.slug};
}

// Leads readers of its former page to the new one; one that is internal has none.
Result<void> keep_page(Change& change, Tag const& former, Tag const& tag)
{
    if (former.is_internal || tag.is_internal)
        return {};
    return keep_addresses(change, address_of(former), address_of(tag));
}

Result<Number> insert(Change& change, Tag const& tag)
{
    auto const edition = TRY(change.edition());
    auto rows = TRY(change.connection().query(
        "INSERT INTO tags (id, slug, name, description, picture, is_section, is_internal, position, edition) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING number",
        {tag.id.empty() ? new_id(change.clock(), change.random()) : tag.id, tag.slug, tag.text.name,
            tag.text.description, tag.picture, tag.is_section, tag.is_internal, tag.position, edition}));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

Result<void> update(Change& change, Tag const& tag)
{
    auto const edition = TRY(change.edition());
    TRY(change.connection().execute(
        "UPDATE tags SET slug = $1, name = $2, description = $3, picture = $4, is_section = $5, "
        "is_internal = $6, position = $7, edition = $8 WHERE number = $9",
        {tag.slug, tag.text.name, tag.text.description, tag.picture, tag.is_section, tag.is_internal,
            tag.position, edition, tag.number}));
    return {};
}

} // namespace

Tag::Text const& Tag::in(std::string_view language) const
{
    auto const found = translations.find(language);
    return found == translations.end() ? text : found->second;
}

Result<std::vector<Tag>> Tags::all() const
{
    std::map<Number, std::map<std::string, Tag::Text, std::less<>>> translations;
    auto names = TRY(connection_.query("SELECT tag, language, name, description FROM tag_names"));
    while (TRY(names.next()))
        translations[names.integer(0)][names.string(1)] = {names.string(2), names.string(3)};

    std::vector<Tag> tags;
    auto rows = TRY(connection_.query(TAG_QUERY "ORDER BY is_section DESC, position, slug"));
    while (TRY(rows.next())) {
        tags.push_back(read_tag(rows));
        if (auto const found = translations.find(tags.back().number); found != translations.end())
            tags.back().translations = std::move(found->second);
    }
    return tags;
}

Result<std::optional<Tag>> Tags::by_slug(std::string_view slug) const
{
    return read_one(connection_, connection_.query(TAG_QUERY "WHERE slug = $1", {slug}));
}

Result<Number> Tags::save(Change& change, Tag const& tag)
{
    auto& connection = change.connection();
    TRY(check(connection, tag));
    Number number = tag.number;
    Tag former;
    if (number == 0) {
        number = TRY(insert(change, tag));
    } else {
        auto const found = TRY(by_number(connection, number));
        if (!found)
            return not_found(fmt::format("there is no tag {}", number));
        former = *found;
        if (is_same(former, tag))
            return number;
        TRY(update(change, tag));
        TRY(keep_page(change, former, tag));
    }
    TRY(save_names(connection, number, tag));
    auto const saved = TRY(by_number(connection, number));
    VERIFY(saved);
    TRY(tell_saved(change, former, *saved));
    return number;
}

Result<void> Tags::remove(Change& change, Number number)
{
    auto& connection = change.connection();
    auto const tag = TRY(by_number(connection, number));
    if (!tag)
        return not_found("there is no such tag");
    auto const edition = TRY(change.edition());
    TRY(connection.execute("UPDATE articles SET section = NULL WHERE section = $1", {number}));
    // Edition 0 is that of what no reader has seen.
    TRY(connection.execute("UPDATE articles SET edition = $1 WHERE edition > 0 AND number IN "
                           "(SELECT article FROM article_tags WHERE tag = $2)",
        {edition, number}));
    TRY(connection.execute("DELETE FROM article_tags WHERE tag = $1", {number}));
    TRY(connection.execute("DELETE FROM tags WHERE number = $1", {number}));
    return tell_removed(change, *tag);
}

} // namespace broadsheet::newsroom
