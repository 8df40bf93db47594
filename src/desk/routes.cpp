#include "base/ascii.h"
#include "desk/pages/pages.h"

#include <algorithm>

namespace broadsheet::desk {

namespace {

// Whether a path's first segment has the form of a language ("ru", "pt-br") rather than of one of the site's
// folders.
bool is_language(std::string_view segment)
{
    auto const primary = segment.substr(0, segment.find('-'));
    return primary.size() >= 2 && primary.size() <= 3 && segment != "tag"
        && std::ranges::all_of(segment, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

} // namespace

std::vector<Route> const& all_routes()
{
    static auto const all = [] {
        std::vector<Route> routes;
        for (Routes family : std::initializer_list<Routes>{newsletter_sign_up_routes(),
                 newsletter_confirm_routes(), newsletter_yours_routes(), newsletter_link_routes(),
                 support_routes(), support_pay_routes(), support_thanks_routes(), support_manage_routes(),
                 support_name_routes(), support_demonstration_routes(), support_webhook_routes(),
                 support_transfer_routes(), remind_routes(), mail_report_routes()})
            routes.insert(routes.end(), family.begin(), family.end());
        return routes;
    }();
    return all;
}

DeskPath split_language(std::string_view path)
{
    auto const end = path.find('/', 1);
    if (end != std::string_view::npos && is_language(path.substr(1, end - 1)) && end + 1 < path.size())
        return {path.substr(1, end - 1), path.substr(end)};
    return {{}, path};
}

} // namespace broadsheet::desk
