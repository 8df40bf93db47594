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
                 settings_routes(), navigation_routes(), section_routes(), redirect_routes(), media_routes(),
                 dashboard_routes()})
            all.insert(all.end(), family.begin(), family.end());
        return all;
    }();
    return routes;
}

std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!pattern.empty() && !path.empty()) {
        auto const wanted = pattern.substr(0, pattern.find('/', 1));
        auto const given = path.substr(0, path.find('/', 1));
        if (wanted == "/{}" && given.size() > 1)
            parts.push_back(given.substr(1));
        else if (wanted != given)
            return {};
        pattern.remove_prefix(wanted.size());
        path.remove_prefix(given.size());
    }
    if (!pattern.empty() || !path.empty())
        return {};
    return parts;
}

} // namespace broadsheet::admin
