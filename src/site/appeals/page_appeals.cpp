#include "site/appeals/page_appeals.h"

#include "newsroom/appeal_choice.h"
#include "site/rendering.h"

#include <algorithm>

namespace broadsheet::site {

using newsroom::PageKind;
using newsroom::Placement;

namespace {

PageKind kind_of(Rendering const& rendering)
{
    if (rendering.is("home"))
        return PageKind::front;
    if (rendering.is("post"))
        return PageKind::article;
    return rendering.is("page") ? PageKind::page : PageKind::list;
}

newsroom::AppealPage describe(Rendering const& rendering)
{
    return {rendering.language_tag(), kind_of(rendering),
        [&rendering](newsroom::Number tag) {
            if (rendering.tag)
                return rendering.tag->number == tag;
            if (!rendering.article)
                return false;
            auto const tags = rendering.catalogue().tags(*rendering.article);
            return std::ranges::find(tags, tag) != tags.end();
        },
        rendering.article_text && rendering.article_text->no_appeal};
}

} // namespace

PageAppeals appeals_for(Rendering const& rendering, newsroom::Appeal const* previewed)
{
    PageAppeals chosen;
    if (rendering.own_appeal) { // it is what the page says, and asks for nothing twice
        chosen.message = rendering.own_appeal;
        chosen.is_message_written = true;
        return chosen;
    }
    if (rendering.is("form")) // the desk's: whoever fills it in is not asked for something else
        return chosen;
    if (previewed) {
        auto const shows = [&](Placement placement) {
            return previewed->in(rendering.language_tag()) && previewed->placements.contains(placement);
        };
        chosen.bar = shows(Placement::bar) ? previewed : nullptr;
        chosen.message = rendering.article && shows(Placement::message) ? previewed : nullptr;
        return chosen;
    }
    auto const& appeals = rendering.catalogue().appeals();
    if (appeals.empty())
        return chosen;
    auto const page = describe(rendering);
    chosen.bar = newsroom::choose_appeal(appeals, Placement::bar, page);
    if (rendering.article)
        chosen.message = newsroom::choose_appeal(appeals, Placement::message, page);
    return chosen;
}

} // namespace broadsheet::site
