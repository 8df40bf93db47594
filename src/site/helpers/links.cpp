#include "base/encoding.h"
#include "newsroom/paths.h"
#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/translate.h"

namespace broadsheet::site {

namespace {

Result<Value> asset(Call const& call)
{
    auto const& theme = rendering_of(call).theme;
    auto const path = call[0].text();
    auto const* found = theme.asset(path);
    if (call.hash("inline"_key).is_truthy())
        return found ? Value::borrow_safe(found->content)
                     : Result<Value>(not_found("the theme has no file assets/" + path));
    return Value("/assets/" + path + (found ? "?v=" + found->version : ""));
}

std::string absolute(Call const& call, std::string path)
{
    if (path.starts_with('/') && call.hash("absolute"_key).is_truthy())
        return rendering_of(call).settings().url + path;
    return path;
}

Result<Value> url(Call const& call)
{
    auto const field = call.context().get("url"_key);
    if (call.is_block())
        return open_field(call, field);
    return Value(absolute(call, field.is_string() ? field.text() : rendering_of(call).path));
}

// Whether a link is to the page itself, and whether it is to a folder the page is in.
struct Nearness {
    bool is_here = false;
    bool is_above = false;
};

Nearness nearness(std::string_view path, std::string_view target)
{
    target = target.substr(0, target.find_first_of("?#"));
    std::string folder(target);
    if (!folder.ends_with('/'))
        folder += '/';
    return {path == target || path == folder, folder.size() > 1 && path.starts_with(folder)};
}

std::string link_classes(Call const& call, std::string_view target)
{
    auto const near = nearness(rendering_of(call).path, target);
    std::string classes = call.hash("class"_key).text();
    auto add = [&](std::string_view name) {
        if (!name.empty())
            classes.append(classes.empty() ? "" : " ").append(name);
    };
    auto const active = call.hash("activeClass"_key);
    if (near.is_here)
        add(active.is_undefined() ? "nav-current" : active.string());
    else if (near.is_above && call.hash("parentActiveClass"_key).is_undefined())
        add(active.is_undefined() ? "nav-current-parent" : std::string(active.string()) + "-parent");
    else if (near.is_above)
        add(call.hash("parentActiveClass"_key).string());
    return classes;
}

Result<Value> link(Call const& call)
{
    auto const target = call.hash("href"_key).text();
    std::string tag = "<a";
    append_attribute(tag, "class", link_classes(call, target));
    append_attribute(tag, "href", target);
    for (auto const& attribute : call.hash()) {
        auto const name = attribute.name.text();
        if (name != "class" && name != "href" && name != "activeClass" && name != "parentActiveClass")
            append_attribute(tag, name, attribute.value.text());
    }
    tag += '>';
    call.write(tag);
    TRY(call.fn(call.context()));
    call.write("</a>");
    return Value();
}

Result<Value> link_class(Call const& call)
{
    auto target = call.hash("for"_key).text();
    return Value(link_classes(call, target));
}

Result<Value> search(Call const& call)
{
    auto const& rendering = rendering_of(call);
    if (call.is_block())
        return open_field(call, call.context().get("search"_key));
    std::string html = "<a class=\"gh-search\"";
    append_attribute(
        html, "href", newsroom::home_path(rendering.settings(), rendering.language_tag()) + "search/");
    html += '>';
    broadsheet::append_escaped(html, translated(rendering.theme, rendering.language_tag(), "Search"));
    return Value::safe(html + "</a>");
}

} // namespace

void add_link_helpers(Helpers& helpers)
{
    helpers.add("asset", asset);
    helpers.add("url", url);
    helpers.add("link", link);
    helpers.add("link_class", link_class);
    helpers.add("search", search);
}

} // namespace broadsheet::site
