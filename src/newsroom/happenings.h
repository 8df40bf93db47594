#pragma once

#include "newsroom/change.h"
#include "newsroom/taxonomy.h"

#include <string_view>

namespace broadsheet::newsroom {

// What happened to a record, as the programs outside that asked for it are told: one job a webhook
// ("webhook.send"), added within the change, so that nothing is told that did not happen. The payload is
// {"webhook": id, "event": …, "id": the record's, "previous": {what was otherwise before}}.

inline constexpr std::string_view webhook_job = "webhook.send";

// An article before and after it was saved; one without an id was not there before.
Result<void> tell_saved(Change&, Article const& former, Article const& article);
// One that was taken away, be it deleted or withdrawn.
Result<void> tell_removed(Change&, Article const&);
// The time of scheduled articles has come. To be called with those that were scheduled.
Result<void> tell_published(Change&, ArticleKind, std::string_view id);

Result<void> tell_saved(Change&, Tag const& former, Tag const& tag);
Result<void> tell_removed(Change&, Tag const&);

// What readers see has changed, whatever it was. Told once for many changes in a row.
Result<void> tell_site_changed(Change&);

} // namespace broadsheet::newsroom
