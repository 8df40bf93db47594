#include "base/encoding.h"
#include "html/sanitise.h"
#include "newsletter/introduction.h"
#include "newsletter/issue_renderer.h"
#include "newsroom/appeals.h"
#include "newsroom/paths.h"
#include "newsroom/settings.h"

#include <algorithm>

namespace broadsheet::newsletter {

namespace {

using newsroom::Appeal;
using newsroom::Placement;

// Where its button leads: the appeal's own page, or the form for contributions.
std::string target_of(newsroom::Settings const& settings, Appeal const& appeal, std::string_view language)
{
    auto const home = settings.url + newsroom::home_path(settings, language);
    return appeal.placements.contains(Placement::page)
        ? settings.url + newsroom::appeal_path(settings, language, appeal.slug)
        : home + "support/";
}

} // namespace

Result<std::optional<IssueAppeal>> appeal_for_issue(db::Connection& connection, std::string_view language)
{
    auto const all = TRY(newsroom::Appeals(connection).on_air());
    auto const found = std::ranges::find_if(all, [&](Appeal const& appeal) {
        return appeal.placements.contains(Placement::newsletter) && appeal.in(language);
    });
    if (found == all.end())
        return std::optional<IssueAppeal>();
    auto const settings = TRY(newsroom::load_settings(connection));
    auto const& words = found->in(language)->a;
    IssueAppeal appeal;
    appeal.heading = words.heading;
    appeal.html = TRY(introduction_from(escape_html(words.letter)));
    if (!words.signature.empty())
        appeal.html += "<p>" + escape_html(words.signature) + "</p>";
    appeal.button = words.button;
    appeal.url = target_of(settings, *found, language);
    return std::optional(std::move(appeal));
}

} // namespace broadsheet::newsletter
