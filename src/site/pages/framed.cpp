#include "site/pages/render.h"

namespace broadsheet::site {

using templates::Map;
using templates::Value;

namespace {

void allow_form_targets(std::string& policy, std::vector<std::string> const& origins)
{
    constexpr std::string_view ours = "form-action 'self'";
    auto const at = policy.find(ours);
    VERIFY(at != std::string::npos);
    std::string added;
    for (auto const& origin : origins)
        added += " " + origin;
    policy.insert(at + ours.size(), added);
}

} // namespace

Result<Page> framed_page(PageRequest const& request, FramedPage const& framed)
{
    auto rendering = begin_rendering(request, framed.path);
    rendering.kinds = {"form"};
    rendering.title = framed.title;
    rendering.status = framed.status;
    rendering.given = framed.given;
    for (auto const& [language, path] : framed.translations)
        if (auto const place = request.catalogue().find_language(language))
            rendering.translations.push_back({*place, framed.title, path});
    Map root;
    root.set("body", Value::borrow_safe(framed.body));
    auto page = TRY(render(rendering, {"default"}, std::move(root)));
    allow_form_targets(page.content_security_policy, framed.form_targets);
    page.is_fleeting = true;
    return page;
}

} // namespace broadsheet::site
