#pragma once

#include "admin/route.h"

namespace broadsheet::admin {

// The routes of each resource, one file each.
Routes sign_in_routes();
Routes invitation_routes();
Routes account_routes();
Routes second_factor_routes();
Routes staff_routes();
Routes log_routes();
Routes article_list_routes();
Routes article_routes();
Routes working_copy_routes();
Routes history_routes();
Routes beside_article_routes();
Routes calendar_routes();
Routes tag_routes();
Routes byline_routes();
Routes settings_routes();
Routes navigation_routes();
Routes section_routes();
Routes redirect_routes();
Routes mirror_routes();
Routes theme_routes();
Routes integration_routes();
Routes media_routes();
Routes mail_routes();
Routes send_routes();
Routes dashboard_routes();
Routes appeal_routes();
Routes contribution_routes();
Routes payment_provider_routes();
Routes amount_routes();
Routes support_word_routes();
Routes thanks_routes();
Routes vault_routes();
Routes newsletter_routes();
Routes issue_routes();
Routes issue_release_routes();
Routes issue_preview_routes();

} // namespace broadsheet::admin
