#include "newsroom/appeals.h"

#include "base/id.h"
#include "newsroom/appeal_content.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

constexpr std::string_view columns = "SELECT number, id, slug, name, status, priority, starts_at, ends_at, "
                                     "is_on_air, raised, updated_at, content FROM appeals ";

Result<Appeal> read_appeal(db::Cursor const& row)
{
    Appeal appeal;
    appeal.number = row.integer(0);
    appeal.id = row.string(1);
    appeal.slug = row.string(2);
    appeal.name = row.string(3);
    appeal.status = TRY(appeal_status_from(row.text(4)));
    appeal.priority = row.integer(5);
    if (!row.is_null(6))
        appeal.starts_at = row.integer(6);
    if (!row.is_null(7))
        appeal.ends_at = row.integer(7);
    appeal.is_on_air = row.integer(8) != 0;
    appeal.raised = row.integer(9);
    appeal.updated_at = row.integer(10);
    TRY(read_appeal_content(appeal, row.text(11)));
    return appeal;
}

// Returns it with the fields that only the store sets.
Appeal with_kept(Appeal appeal, Appeal const& former)
{
    appeal.id = former.id;
    appeal.is_on_air = former.is_on_air;
    appeal.raised = former.raised;
    appeal.updated_at = former.updated_at;
    return appeal;
}

Result<Number> insert(Change& change, Appeal const& appeal, bool is_on_air)
{
    auto rows = TRY(change.connection().query(
        "INSERT INTO appeals (id, slug, name, status, priority, starts_at, ends_at, is_on_air, updated_at, "
        "content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING number",
        {appeal.id.empty() ? new_id(change.clock(), change.random()) : appeal.id, appeal.slug, appeal.name,
            name_of(appeal.status), appeal.priority, appeal.starts_at, appeal.ends_at, is_on_air,
            change.clock().now(), appeal_content(appeal)}));
    VERIFY(TRY(rows.next()));
    Number const number = rows.integer(0);
    TRY(rows.next());
    return number;
}

Result<void> update(Change& change, Appeal const& appeal, bool is_on_air)
{
    TRY(change.connection().execute(
        "UPDATE appeals SET name = $1, status = $2, priority = $3, starts_at = $4, ends_at = $5, "
        "is_on_air = $6, updated_at = $7, content = $8 WHERE number = $9",
        {appeal.name, name_of(appeal.status), appeal.priority, appeal.starts_at, appeal.ends_at, is_on_air,
            change.clock().now(), appeal_content(appeal), appeal.number}));
    return {};
}

Result<std::vector<Appeal>> with_number(db::Connection& connection, Number number)
{
    std::vector<Appeal> found;
    auto rows = TRY(connection.query(std::string(columns) + "WHERE number = $1", {number}));
    while (TRY(rows.next()))
        found.push_back(TRY(read_appeal(rows)));
    return found;
}

Result<void> check_slug_is_free(db::Connection& connection, Appeal const& appeal)
{
    auto const other = TRY(Appeals(connection).by_slug(appeal.slug));
    if (other && other->number != appeal.number)
        return Error{ErrorCode::conflict,
            fmt::format("slug: \"{}\" belongs to the appeal \"{}\" already", appeal.slug, other->name)};
    return {};
}

Result<Number> save_changed(Change& change, Appeal const& appeal, bool is_on_air)
{
    auto const found = TRY(with_number(change.connection(), appeal.number));
    if (found.empty())
        return not_found(fmt::format("there is no appeal {}", appeal.number));
    auto const& former = found.front();
    if (appeal.slug != former.slug)
        return invalid(
            fmt::format("slug: it stays \"{}\", because contributions are counted under it", former.slug));
    if (with_kept(appeal, former) == former && former.is_on_air == is_on_air)
        return appeal.number;
    if (former.is_on_air || is_on_air)
        TRY(change.edition());
    TRY(update(change, appeal, is_on_air));
    return appeal.number;
}

std::int64_t hundredths(std::int64_t raised, std::int64_t goal)
{
    return goal > 0 ? raised / std::max<std::int64_t>(goal / 100, 1) : 0;
}

} // namespace

Result<std::vector<Appeal>> Appeals::read(
    std::string_view rest, std::span<db::Parameter const> parameters) const
{
    std::vector<Appeal> appeals;
    auto rows = TRY(connection_.query(std::string(columns).append(rest), parameters));
    while (TRY(rows.next()))
        appeals.push_back(TRY(read_appeal(rows)));
    return appeals;
}

Result<std::optional<Appeal>> Appeals::read_one(std::string_view rest, db::Parameter const& parameter) const
{
    auto found = TRY(read(rest, {&parameter, 1}));
    return found.empty() ? std::optional<Appeal>() : std::optional(std::move(found.front()));
}

Result<std::vector<Appeal>> Appeals::all() const
{
    return read("ORDER BY CASE status WHEN 'live' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, priority DESC, "
                "number DESC");
}

Result<std::vector<Appeal>> Appeals::on_air() const
{
    return read("WHERE is_on_air = 1 ORDER BY priority DESC, number DESC");
}

Result<std::optional<Appeal>> Appeals::by_id(std::string_view id) const
{
    return read_one("WHERE id = $1", id);
}

Result<std::optional<Appeal>> Appeals::by_slug(std::string_view slug) const
{
    return read_one("WHERE slug = $1", slug);
}

Result<std::optional<UtcMillis>> Appeals::next_turn(UtcMillis now) const
{
    std::optional<UtcMillis> next;
    auto const note = [&](UtcMillis time) { next = next ? std::min(*next, time) : time; };
    Appeal appeal;
    appeal.status = AppealStatus::live;
    auto rows
        = TRY(connection_.query("SELECT starts_at, ends_at, is_on_air FROM appeals WHERE status = 'live'"));
    while (TRY(rows.next())) {
        appeal.starts_at = rows.is_null(0) ? std::nullopt : std::optional(rows.integer(0));
        appeal.ends_at = rows.is_null(1) ? std::nullopt : std::optional(rows.integer(1));
        auto const is_on_air = rows.integer(2) != 0;
        if (appeal.is_due(now) != is_on_air)
            note(now);
        else if (is_on_air && appeal.ends_at)
            note(*appeal.ends_at);
        else if (appeal.starts_at && *appeal.starts_at > now)
            note(*appeal.starts_at);
    }
    return next;
}

Result<Number> Appeals::save(Change& change, Appeal const& appeal)
{
    TRY(check_appeal(appeal));
    TRY(check_slug_is_free(change.connection(), appeal));
    auto const is_on_air = appeal.is_due(change.clock().now());
    if (appeal.number != 0)
        return save_changed(change, appeal, is_on_air);
    if (is_on_air)
        TRY(change.edition());
    return insert(change, appeal, is_on_air);
}

Result<std::int64_t> Appeals::turn(Change& change)
{
    auto const now = change.clock().now();
    std::int64_t turned = 0;
    for (auto const& appeal : TRY(Appeals(change.connection()).all())) {
        if (appeal.is_on_air == appeal.is_due(now))
            continue;
        TRY(change.edition());
        TRY(change.connection().execute(
            "UPDATE appeals SET is_on_air = $1, updated_at = $2 WHERE number = $3",
            {!appeal.is_on_air, now, appeal.number}));
        ++turned;
    }
    return turned;
}

Result<void> Appeals::set_raised(Change& change, Number number, std::int64_t raised)
{
    auto const found = TRY(with_number(change.connection(), number));
    if (found.empty())
        return not_found(fmt::format("there is no appeal {}", number));
    auto const& appeal = found.front();
    if (hundredths(raised, appeal.offer.goal) == hundredths(appeal.raised, appeal.offer.goal))
        return {};
    if (appeal.is_on_air)
        TRY(change.edition());
    TRY(change.connection().execute("UPDATE appeals SET raised = $1 WHERE number = $2", {raised, number}));
    return {};
}

} // namespace broadsheet::newsroom
