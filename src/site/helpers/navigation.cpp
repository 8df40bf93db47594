#include "base/encoding.h"
#include "site/contexts/pagination_value.h"
#include "site/contexts/site_data.h"
#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/translate.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

std::string plain_navigation(templates::List const& items)
{
    std::string html = "<ul class=\"nav\">";
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const item = items.at(i);
        auto const is_current = item.get("current"_key).is_truthy();
        html += "<li";
        append_attribute(html, "class",
            fmt::format("nav-{}{}", item.get("slug"_key).string(), is_current ? " nav-current" : ""));
        html += "><a";
        append_attribute(html, "href", item.get("url"_key).string());
        html += '>';
        broadsheet::append_escaped(html, item.get("label"_key).string());
        html += "</a></li>";
    }
    return html + "</ul>";
}

Result<Value> navigation(Call const& call)
{
    auto const& rendering = rendering_of(call);
    auto const is_secondary = call.hash("type"_key).string() == "secondary";
    auto const& settings = rendering.settings();
    auto items
        = navigation_value(navigation_of(is_secondary ? settings.secondary_navigation : settings.navigation,
                               rendering.language_tag()),
            rendering.path);
    if (items.list()->size() == 0)
        return Value();
    if (!call.has_partial("navigation"))
        return Value::safe(plain_navigation(*items.list()));
    return call.partial("navigation",
        Value::make<templates::Map>(
            templates::Map{{"navigation", items}, {"isSecondary", Value(is_secondary)}}));
}

void append_page_link(std::string& html, Rendering const& rendering, Value const& url,
    std::string_view relation, std::string_view text)
{
    if (!url.is_string())
        return;
    html += "<a";
    append_attribute(html, "rel", relation);
    append_attribute(html, "href", url.string());
    html += '>';
    broadsheet::append_escaped(html, translated(rendering.theme, rendering.language_tag(), text));
    html += "</a>";
}

Result<Value> pagination(Call const& call)
{
    auto& rendering = rendering_of(call);
    if (call.is_block())
        return open_field(call, call.context().get("pagination"_key));
    if (!rendering.pagination)
        return Value();
    auto const value = pagination_value(*rendering.pagination, &rendering);
    if (call.has_partial("pagination"))
        return call.partial("pagination", value);
    std::string html = "<nav class=\"pagination\" role=\"navigation\">";
    append_page_link(html, rendering, value.get("prev_url"_key), "prev", "Newer");
    html += fmt::format(" <span class=\"page-number\">{}</span> ", rendering.pagination->page);
    append_page_link(html, rendering, value.get("next_url"_key), "next", "Older");
    return Value::safe(html + "</nav>");
}

// {{page_url 2}}, {{page_url pagination.next}} or {{page_url "next"}}.
Result<Value> page_url(Call const& call)
{
    auto const& current = rendering_of(call).pagination;
    if (!current)
        return Value();
    auto number = number_of(call[0], 0);
    if (call[0].string() == "next")
        number = static_cast<long long>(current->older());
    else if (call[0].string() == "prev")
        number = static_cast<long long>(current->newer());
    if (number < 1 || number > static_cast<long long>(current->pages()))
        return Value();
    return Value(current->path_of(static_cast<std::size_t>(number)));
}

} // namespace

void add_navigation_helpers(Helpers& helpers)
{
    helpers.add("navigation", navigation);
    helpers.add("pagination", pagination);
    helpers.add("page_url", page_url);
}

} // namespace broadsheet::site
