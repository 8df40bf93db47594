#include "staff/integrations.h"

#include "base/id.h"
#include "base/utf8.h"

#include <fmt/format.h>

namespace broadsheet::staff {

namespace {

constexpr std::string_view select_integration = "SELECT number, id, name, content_key, admin_key_id, "
                                                "admin_secret, created_at, used_at FROM integrations ";
constexpr std::int64_t use_is_noted_every = 60LL * 60 * 1000;

Integration read_integration(db::Cursor const& row)
{
    return {row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5),
        row.integer(6), row.integer(7)};
}

Result<void> check_name(std::string_view name)
{
    if (name.empty() || name.size() > Integrations::longest_name || !is_valid_utf8(name)
        || name.find_first_of("\r\n\t") != std::string_view::npos)
        return invalid(
            fmt::format("name: one line of 1 to {} bytes of UTF-8 is needed", Integrations::longest_name));
    return {};
}

} // namespace

Result<Integration> Integrations::one(std::string_view where, std::string_view value) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE {} = $1", select_integration, where), {value}));
    if (!TRY(rows.next()))
        return not_found("there is no such integration");
    return read_integration(rows);
}

Result<Integration> Integrations::by_id(std::string_view id) const
{
    return one("id", id);
}

Result<Integration> Integrations::by_content_key(std::string_view key) const
{
    return one("content_key", key);
}

Result<Integration> Integrations::by_admin_key_id(std::string_view id) const
{
    return one("admin_key_id", id);
}

Result<std::vector<Integration>> Integrations::all() const
{
    std::vector<Integration> integrations;
    auto rows = TRY(connection_.query(fmt::format("{}ORDER BY name", select_integration)));
    while (TRY(rows.next()))
        integrations.push_back(read_integration(rows));
    return integrations;
}

Result<Integration> Integrations::add(std::string_view name)
{
    TRY(check_name(name));
    auto const id = new_id(clock_, random_);
    auto added
        = connection_.execute("INSERT INTO integrations (id, name, content_key, admin_key_id, admin_secret, "
                              "created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            {id, name, random_.hex(13), new_id(clock_, random_), random_.hex(32), clock_.now()});
    if (!added.ok() && added.error().code == ErrorCode::conflict)
        return Error{ErrorCode::conflict, fmt::format("name: there is an integration \"{}\" already", name)};
    TRY(std::move(added));
    return by_id(id);
}

Result<Integration> Integrations::renew_keys(std::string_view id)
{
    TRY(connection_.execute(
        "UPDATE integrations SET content_key = $1, admin_key_id = $2, admin_secret = $3 WHERE id = $4",
        {random_.hex(13), new_id(clock_, random_), random_.hex(32), id}));
    return by_id(id);
}

Result<void> Integrations::remove(std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM integrations WHERE id = $1", {id})) == 0)
        return not_found("there is no such integration");
    return {};
}

bool Integrations::is_use_to_be_noted(Integration const& integration, UtcMillis now)
{
    return now - integration.used_at >= use_is_noted_every;
}

Result<void> Integrations::note_use(Integration const& integration)
{
    if (is_use_to_be_noted(integration, clock_.now()))
        TRY(connection_.execute(
            "UPDATE integrations SET used_at = $1 WHERE number = $2", {clock_.now(), integration.number}));
    return {};
}

} // namespace broadsheet::staff
