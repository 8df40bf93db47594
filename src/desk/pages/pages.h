#pragma once

#include "desk/route.h"

namespace broadsheet::desk {

// The routes of each resource, one file each.

} // namespace broadsheet::desk
