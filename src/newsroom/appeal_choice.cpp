#include "newsroom/appeal_choice.h"

#include <algorithm>

namespace broadsheet::newsroom {

namespace {

bool is_for_kind(Appeal const& appeal, Placement placement, PageKind kind)
{
    auto const& kinds = appeal.target.kinds;
    // A page such as "About" carries a letter only where the newsroom says so.
    return kinds.empty() ? placement != Placement::message || kind == PageKind::article
                         : kinds.contains(kind);
}

bool is_for_tags(AppealTarget const& target, AppealPage const& page)
{
    auto const has = [&](Number tag) { return page.has_tag && page.has_tag(tag); };
    return (target.tags.empty() || std::ranges::any_of(target.tags, has))
        && std::ranges::none_of(target.excluded_tags, has);
}

} // namespace

bool is_for(Appeal const& appeal, Placement placement, AppealPage const& page)
{
    return !page.asks_nothing && appeal.placements.contains(placement) && appeal.in(page.language)
        && is_for_kind(appeal, placement, page.kind) && is_for_tags(appeal.target, page);
}

Appeal const* choose_appeal(std::span<Appeal const> appeals, Placement placement, AppealPage const& page)
{
    auto const found = std::ranges::find_if(
        appeals, [&](Appeal const& appeal) { return is_for(appeal, placement, page); });
    return found == appeals.end() ? nullptr : &*found;
}

} // namespace broadsheet::newsroom
