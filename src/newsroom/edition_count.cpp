#include "newsroom/edition_count.h"

namespace broadsheet::newsroom {

Result<void> count_on_from(Change& change, Edition published)
{
    TRY(change.connection().execute("UPDATE edition SET number = $1 WHERE number < $1", {published}));
    TRY(change.edition());
    return {};
}

} // namespace broadsheet::newsroom
