#include "staff/rules.h"

namespace broadsheet::staff {

Result<Rules> load_rules(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT value FROM staff_rules WHERE name = 'second_factor'"));
    return Rules{TRY(rows.next()) && rows.integer(0) != 0};
}

Result<void> save_rules(db::Connection& connection, Rules const& rules)
{
    TRY(connection.execute("INSERT INTO staff_rules (name, value) VALUES ('second_factor', $1) "
                           "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {rules.second_factor_for_all}));
    return {};
}

} // namespace broadsheet::staff
