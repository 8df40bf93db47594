#include "workflow/rights.h"

namespace broadsheet::workflow {

Rights rights_of(staff::Account const& account, newsroom::Article const& article, bool is_assigned)
{
    using staff::Act;
    bool const any = account.may(Act::edit_any);
    bool const is_draft = article.status == newsroom::Status::draft;
    Rights rights;
    rights.publish = any || (is_assigned && account.may(Act::publish_own));
    rights.edit = rights.publish || (is_assigned && is_draft && account.may(Act::write_own));
    rights.read
        = rights.edit || account.may(Act::read_drafts) || (is_assigned && account.may(Act::read_newsroom));
    rights.direct = any;
    return rights;
}

} // namespace broadsheet::workflow
