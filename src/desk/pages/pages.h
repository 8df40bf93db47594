#pragma once

#include "desk/route.h"

namespace broadsheet::desk {

// The routes of each resource, one file each.
Routes newsletter_sign_up_routes();
Routes newsletter_confirm_routes();
Routes newsletter_yours_routes();

} // namespace broadsheet::desk
