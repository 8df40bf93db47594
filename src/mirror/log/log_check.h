#pragma once

#include "mirror/log/log_folder.h"

namespace broadsheet::mirror {

// Makes the log's tiles anew from its entries, and compares them with those that lie there and with the
// signed root. conflict, as "FILE: why": it is missing or damaged.
Result<void> check_log(LogFolder const&);

} // namespace broadsheet::mirror
