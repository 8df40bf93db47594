#include "base/encoding.h"
#include "newsroom/paths.h"
#include "site/appeals/appeal_html.h"
#include "site/pages/render.h"

#include <algorithm>

namespace broadsheet::site {

using templates::Map;
using templates::Value;

namespace {

bool has_page(newsroom::Appeal const& appeal, std::string_view language)
{
    return appeal.placements.contains(newsroom::Placement::page) && appeal.in(language);
}

newsroom::Appeal const* find_appeal(PageRequest const& request)
{
    auto const& language = request.catalogue().language(request.route.language);
    auto const& appeals = request.catalogue().appeals();
    auto const found = std::ranges::find_if(appeals, [&](newsroom::Appeal const& appeal) {
        return appeal.slug == request.route.slug && has_page(appeal, language);
    });
    return found == appeals.end() ? nullptr : &*found;
}

} // namespace

// The letter with its form, in the theme's outermost layout.
Result<Page> appeal_page(PageRequest const& request)
{
    auto const* appeal = find_appeal(request);
    if (!appeal)
        return not_found("there is no such appeal");
    auto const& settings = request.settings();
    auto const path_in = [&](std::string const& language) {
        return newsroom::appeal_path(settings, language, appeal->slug);
    };
    auto const& language = request.catalogue().language(request.route.language);
    auto const& words = appeal->in(language)->a;
    auto rendering = begin_rendering(request, path_in(language));
    rendering.kinds = {"appeal"};
    rendering.title = words.heading.empty() ? words.bar : words.heading;
    rendering.own_appeal = appeal;
    for (std::size_t other = 0; other < request.catalogue().languages(); ++other)
        if (other != request.route.language && has_page(*appeal, request.catalogue().language(other)))
            rendering.translations.push_back({other, "", path_in(request.catalogue().language(other))});
    auto const letter = TRY(appeal_html(rendering, *appeal, newsroom::Placement::message));
    Map root;
    root.set("body",
        Value::safe("<div class=\"frame appeal-page\"><h1>" + escape_html(rendering.title) + "</h1>" + letter
            + "</div>"));
    return render(rendering, {"default"}, std::move(root));
}

} // namespace broadsheet::site
