#include "support/thanks.h"

#include "support/json.h"
#include "support/settings.h"
#include "vault/records.h"

#include <algorithm>

namespace broadsheet::support {

namespace {

namespace json = boost::json;

constexpr std::string_view page_key = "thanks";

struct Place {
    OfferedName name;
    std::string record; // in the vault
};

Result<std::vector<Place>> places(db::Connection& connection, std::size_t most)
{
    std::vector<Place> found;
    auto rows = TRY(connection.query(
        "SELECT pledges.id, pledges.day, pledges.name FROM pledges JOIN vault_records ON vault_records.id = "
        "pledges.name WHERE vault_records.purpose = $1 AND pledges.status NOT IN ('open', 'expired') "
        "ORDER BY pledges.number DESC LIMIT $2",
        {shown_name_purpose, most}));
    while (TRY(rows.next()))
        found.push_back({{rows.string(0), rows.integer(1), ""}, rows.string(2)});
    return found;
}

} // namespace

bool ThanksPage::shows(std::string_view pledge) const
{
    return std::ranges::find(names, pledge, &Name::pledge) != names.end();
}

Result<ThanksPage> load_thanks_page(db::Connection& connection)
{
    ThanksPage page;
    auto const text = TRY(load_support_value(connection, page_key));
    if (text.empty())
        return page;
    auto const value = TRY(parse_json(text));
    page.is_on = is_true_at(value, "/on");
    if (auto const* names = array_at(value, "/names"))
        for (auto const& name : *names)
            page.names.push_back({string_at(name, "/pledge"), string_at(name, "/name")});
    return page;
}

Result<void> save_thanks_page(db::Connection& connection, ThanksPage const& page)
{
    if (page.names.size() > ThanksPage::most_names)
        return limit_reached("The page of thanks has no room for more names: take some off.");
    json::array names;
    for (auto const& name : page.names)
        names.push_back({{"pledge", name.pledge}, {"name", name.text}});
    json::object const saved{{"on", page.is_on}, {"names", std::move(names)}};
    return save_support_value(connection, page_key, json::serialize(saved));
}

Result<std::vector<OfferedName>> offered_names(
    db::Connection& connection, Random& random, vault::Keys const& keys, std::size_t most)
{
    std::vector<OfferedName> names;
    vault::Records records(connection, random);
    for (auto& place : TRY(places(connection, most))) {
        auto opened = records.open(keys, place.record);
        if (!opened.ok())
            continue;
        place.name.text = std::move(opened->address);
        names.push_back(std::move(place.name));
    }
    return names;
}

Result<bool> may_be_shown(db::Connection& connection, Pledge const& pledge)
{
    auto rows = TRY(connection.query(
        "SELECT 1 FROM vault_records WHERE id = $1 AND purpose = $2", {pledge.name, shown_name_purpose}));
    return rows.next();
}

Result<void> take_name_off(db::Connection& connection, Random& random, Pledge const& pledge)
{
    if (!TRY(may_be_shown(connection, pledge)))
        return {};
    auto page = TRY(load_thanks_page(connection));
    std::erase_if(page.names, [&](ThanksPage::Name const& name) { return name.pledge == pledge.id; });
    TRY(save_thanks_page(connection, page));
    TRY(vault::Records(connection, random).forget(pledge.name));
    TRY(connection.execute("UPDATE pledges SET name = '' WHERE number = $1", {pledge.number}));
    return {};
}

} // namespace broadsheet::support
