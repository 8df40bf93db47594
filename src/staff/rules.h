#pragma once

#include "db/connection.h"

namespace broadsheet::staff {

// What is asked of everybody who works here.
struct Rules {
    bool second_factor_for_all = false;
};

Result<Rules> load_rules(db::Connection&);
Result<void> save_rules(db::Connection&, Rules const&);

} // namespace broadsheet::staff
