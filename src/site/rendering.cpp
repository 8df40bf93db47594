#include "site/rendering.h"

#include <algorithm>

namespace broadsheet::site {

bool Rendering::is(std::string_view kind) const
{
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

} // namespace broadsheet::site
