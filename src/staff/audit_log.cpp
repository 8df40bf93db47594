#include "staff/audit_log.h"

#include <limits>

namespace broadsheet::staff {

Result<void> AuditLog::add(
    Account const* who, std::string_view act, std::string_view subject, std::string_view detail)
{
    return write(who ? who->id : "", who ? who->name : "", act, subject, detail);
}

Result<void> AuditLog::add(
    Integration const& who, std::string_view act, std::string_view subject, std::string_view detail)
{
    return write(who.id, who.name, act, subject, detail);
}

Result<void> AuditLog::write(std::string_view id, std::string_view name, std::string_view act,
    std::string_view subject, std::string_view detail)
{
    TRY(connection_.execute("INSERT INTO audit_log (at, account, account_name, act, subject, detail) "
                            "VALUES ($1, $2, $3, $4, $5, $6)",
        {clock_.now(), id, name, act, subject, detail}));
    return {};
}

Result<std::vector<AuditLog::Entry>> AuditLog::list(Query const& query) const
{
    auto const before = query.before > 0 ? query.before : std::numeric_limits<std::int64_t>::max();
    auto rows = TRY(
        connection_.query("SELECT number, at, account, account_name, act, subject, detail FROM audit_log "
                          "WHERE number < $1 AND (CAST($2 AS TEXT) = '' OR subject = $2) AND (CAST($3 AS "
                          "TEXT) = '' OR account = $3) "
                          "ORDER BY number DESC LIMIT $4",
            {before, query.subject, query.account, query.most}));
    std::vector<Entry> entries;
    while (TRY(rows.next()))
        entries.push_back({rows.integer(0), rows.integer(1), rows.string(2), rows.string(3), rows.string(4),
            rows.string(5), rows.string(6)});
    return entries;
}

} // namespace broadsheet::staff
