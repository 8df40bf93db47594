#pragma once

#include "desk/route.h"

namespace broadsheet::desk {

// The routes of each resource, one file each.
Routes newsletter_sign_up_routes();
Routes newsletter_confirm_routes();
Routes newsletter_yours_routes();
Routes newsletter_link_routes();
Routes support_routes();
Routes support_pay_routes();
Routes support_thanks_routes();
Routes support_manage_routes();
Routes support_name_routes();
Routes support_demonstration_routes();
Routes support_webhook_routes();
Routes support_transfer_routes();
Routes remind_routes();
Routes mail_report_routes();

} // namespace broadsheet::desk
