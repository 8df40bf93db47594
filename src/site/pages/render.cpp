#include "site/pages/render.h"

#include "base/encoding.h"
#include "html/relative_links.h"
#include "newsroom/paths.h"
#include "site/appeals/appeal_html.h"
#include "site/contexts/pagination_value.h"
#include "site/contexts/site_data.h"
#include "site/contexts/translations.h"
#include "site/security_policy.h"
#include "site/translate.h"
#include "text/direction.h"

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

namespace {

Value breadcrumbs_value(Rendering const& rendering)
{
    auto links = std::make_shared<Array>();
    for (auto const& link : rendering.breadcrumbs)
        links->push_back(
            Value::make<Map>(Map{{"name", Value::borrow(link.name)}, {"url", Value::borrow(link.path)}}));
    return Value::own(std::move(links));
}

Value kinds_value(Rendering const& rendering)
{
    auto kinds = std::make_shared<Array>();
    for (auto kind : rendering.kinds)
        kinds->push_back(Value::borrow(kind));
    return Value::own(std::move(kinds));
}

void add_common(Map& root, Rendering& rendering)
{
    auto const& language = rendering.language_tag();
    root.set("lang", Value::borrow(language));
    root.set("direction", Value::borrow(text::direction_of(language)));
    root.set("context", kinds_value(rendering));
    root.set("breadcrumbs", breadcrumbs_value(rendering));
    root.set("translations", translations_value(rendering));
    if (rendering.pagination)
        root.set("pagination", pagination_value(*rendering.pagination, &rendering));
}

std::string preview_note(Rendering const& rendering)
{
    auto const text = translated(rendering.theme, rendering.language_tag(),
        "A preview of what may not be published yet. Whoever has the link to it can read it.");
    return "<aside class=\"frame rule\"><mark>" + escape_html(text) + "</mark></aside>\n";
}

} // namespace

Rendering begin_rendering(PageRequest const& request, std::string path)
{
    Rendering rendering{request.snapshot, request.theme, request.now, request.links};
    rendering.previewed_appeal = request.previewed_appeal;
    rendering.is_preview = request.is_preview;
    rendering.language = request.route.language;
    rendering.path = std::move(path);
    return rendering;
}

void link_other_languages(Rendering& rendering, PageRequest const& request, std::string_view below)
{
    for (std::size_t other = 0; other < rendering.catalogue().languages(); ++other)
        if (other != rendering.language)
            rendering.translations.push_back({other, "", home_path(request, other) + std::string(below)});
}

Result<Page> render(Rendering& rendering, std::vector<std::string> const& template_names, Map root)
{
    auto const name = rendering.theme.first_template(template_names);
    if (name.empty())
        return Error{ErrorCode::internal, "the theme has no template for this page"};
    rendering.appeals = appeals_for(rendering, rendering.previewed_appeal);
    add_common(root, rendering);
    SiteData const data(rendering);
    templates::RenderContext context{Value::make<Map>(std::move(root)), &data, &rendering};
    std::string html;
    auto rendered = rendering.theme.templates().render(html, name, context);
    if (rendering.error) // what the template could not read is the cause, whatever followed from it
        return std::move(*rendering.error);
    TRY(std::move(rendered));
    TRY(add_bar(html, rendering));
    if (rendering.is_preview)
        insert_first(html, preview_note(rendering));

    Page page;
    page.status = rendering.status;
    page.content_type = "text/html; charset=utf-8";
    page.edition = rendering.catalogue().edition();
    page.last_modified = rendering.catalogue().made_at();
    page.reads_beyond = rendering.reads_beyond;
    std::vector<std::string_view> styles;
    auto body = std::make_shared<std::string>();
    body->reserve(html.size() + html.size() / 8);
    if (rendering.links == Links::relative)
        html::append_relative_links(*body, html, rendering.path, &styles);
    else
        html::append_links_below(*body, html, newsroom::base_path(rendering.settings()), &styles);
    page.content_security_policy = content_security_policy(styles);
    page.body = std::move(body);
    return page;
}

Page redirect_page(PageRequest const& request, std::string location, int status)
{
    Page page = text_page(request.catalogue(), "text/plain; charset=utf-8", "Moved to " + location + "\n");
    page.status = status;
    page.location = std::move(location);
    return page;
}

Page text_page(Catalogue const& catalogue, std::string content_type, std::string body)
{
    Page page;
    page.content_type = std::move(content_type);
    page.body = std::make_shared<std::string const>(std::move(body));
    page.edition = catalogue.edition();
    page.last_modified = catalogue.made_at();
    return page;
}

std::string home_path(PageRequest const& request)
{
    return home_path(request, request.route.language);
}

std::string home_path(PageRequest const& request, std::size_t language)
{
    return newsroom::home_path(request.settings(), request.catalogue().language(language));
}

} // namespace broadsheet::site
