#pragma once

#include "db/connection.h"
#include "staff/account.h"
#include "staff/integrations.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::staff {

// Who did what, when. Entries are written in the transaction of what they tell of, and stay.
class AuditLog {
public:
    struct Entry {
        Number number = 0;
        UtcMillis at = 0;
        std::string account; // id, also of an integration; empty: the program itself or the command line
        std::string account_name; // as it was then
        std::string act; // "article.published", "account.role"
        std::string subject; // id of what was acted on
        std::string detail;
    };

    AuditLog(db::Connection& connection, Clock const& clock)
        : connection_(connection)
        , clock_(clock)
    {
    }

    // `who` may be null: the program itself or the command line. The detail must hold no secret.
    Result<void> add(Account const* who, std::string_view act, std::string_view subject = "",
        std::string_view detail = "");

    // The same of what a program did that uses the API.
    Result<void> add(Integration const& who, std::string_view act, std::string_view subject = "",
        std::string_view detail = "");

    // What entries to return: those of one subject or account (its id), older than `before`; 0 and "" stand
    // for any.
    struct Query {
        std::string subject;
        std::string account;
        Number before = 0;
        std::int64_t most = 100;
    };
    // Returns entries, the newest first.
    Result<std::vector<Entry>> list(Query const&) const;

private:
    Result<void> write(std::string_view id, std::string_view name, std::string_view act,
        std::string_view subject, std::string_view detail);

    db::Connection& connection_;
    Clock const& clock_;
};

} // namespace broadsheet::staff
