#pragma once

#include "db/transaction.h"
#include "staff/accounts.h"
#include "support/database.h"

namespace broadsheet::staff {

// A test of a store of this room, on both databases.
class StaffTest : public test::DatabaseTest {
protected:
    Account add(std::string_view login, Role role = Role::author)
    {
        return test::must(accounts_.add(login, "Anna Ogorodnikova", role));
    }
    // Returns the error's message, or "done".
    template <typename T>
    static std::string message_of(Result<T> const& result)
    {
        return result.ok() ? "done" : result.error().message;
    }

    Accounts accounts_{connection_, clock_, random_};
};

} // namespace broadsheet::staff
