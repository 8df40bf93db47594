#pragma once

#include "admin/visit.h"
#include "db/transaction.h"
#include "staff/accounts.h"
#include "staff/audit_log.h"

namespace broadsheet::admin {

// The stores as a visit uses them.

inline staff::Accounts accounts(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

inline staff::Sessions sessions(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

// Runs `body`, which returns a Result, in a write transaction, and tells the audit log of it if it succeeds.
template <typename Body>
auto act(Visit const& visit, std::string_view name, std::string_view subject, std::string_view detail,
    Body&& body) -> std::invoke_result_t<Body>
{
    return db::transaction(visit.connection, db::Access::write, [&]() -> std::invoke_result_t<Body> {
        TRY(staff::AuditLog(visit.connection, visit.services.clock)
                .add(&visit.account(), name, subject, detail));
        return body();
    });
}

} // namespace broadsheet::admin
