#pragma once

#include "newsroom/change.h"

namespace broadsheet::newsroom {

// Makes the change the edition after one that has been published under a higher number, before the newspaper
// was restored from an older backup.
Result<void> count_on_from(Change&, Edition published);

} // namespace broadsheet::newsroom
