#pragma once

#include "admin/route.h"

namespace broadsheet::admin {

Routes one_reader_routes();

} // namespace broadsheet::admin
