#include "admin/pages/one_reader.h"
#include "admin/pages/pages.h"
#include "admin/route.h"

namespace broadsheet::admin {

std::vector<Route> const& all_routes()
{
    static std::vector<Route> const routes = [] {
        std::vector<Route> all;
        for (auto family : {sign_in_routes(), invitation_routes(), account_routes(), second_factor_routes(),
                 staff_routes(), log_routes(), article_list_routes(), article_routes(), working_copy_routes(),
                 history_routes(), beside_article_routes(), calendar_routes(), tag_routes(), byline_routes(),
                 settings_routes(), navigation_routes(), section_routes(), redirect_routes(), theme_routes(),
                 integration_routes(), mirror_routes(), media_routes(), dashboard_routes(), appeal_routes(),
                 contribution_routes(), payment_provider_routes(), amount_routes(), support_word_routes(),
                 thanks_routes(), vault_routes(), one_reader_routes(), newsletter_routes(), issue_routes(),
                 issue_release_routes(), issue_preview_routes(), mail_routes(), send_routes()})
            all.insert(all.end(), family.begin(), family.end());
        return all;
    }();
    return routes;
}

} // namespace broadsheet::admin
