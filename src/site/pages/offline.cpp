#include "base/encoding.h"
#include "newsroom/milestones.h"
#include "newsroom/mirror_list.h"
#include "newsroom/paths.h"
#include "site/pages/render.h"
#include "site/reader_scripts.h"
#include "site/search/static_index.h"
#include "text/direction.h"

#include <boost/json.hpp>

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

namespace json = boost::json;

namespace {

constexpr auto json_type = "application/json; charset=utf-8";

// The newspaper's own theme stands in for one that has no such page.
Theme const& theme_with(Theme const& theme, std::string const& name)
{
    static auto const built_in = Theme::built_in();
    return theme.templates().has(name) || !built_in.ok() ? theme : **built_in;
}

// As it is printed elsewhere, and read out: in groups of four.
std::string in_groups(std::string_view digits)
{
    std::string text;
    for (std::size_t at = 0; at < digits.size(); at += 4) {
        text += at == 0 ? "" : " ";
        text += digits.substr(at, 4);
    }
    return text;
}

// Sections that somebody may want to keep on their device.
Value sections_value(Rendering const& rendering)
{
    auto sections = std::make_shared<Array>();
    for (auto const& tag : rendering.catalogue().tags())
        if (tag.is_section && !rendering.catalogue().with_tag(rendering.language, tag.number).empty())
            sections->push_back(Value::make<Map>(Map{
                {"name", Value(tag.in(rendering.language_tag()).name)},
                {"url",
                    Value(newsroom::section_path(rendering.settings(), rendering.language_tag(), tag.slug))},
            }));
    return Value::own(std::move(sections));
}

} // namespace

Result<Page> script_page(PageRequest const& request)
{
    auto const* script = reader_script(request.route.slug);
    if (script == nullptr)
        return not_found("there is no such script");
    return text_page(request.catalogue(), "text/javascript; charset=utf-8", std::string(script->content));
}

// https://www.w3.org/TR/appmanifest/
Result<Page> web_manifest_page(PageRequest const& request)
{
    auto const& settings = request.settings();
    auto const& language = settings.first_language();
    json::array icons;
    for (std::string const size : {"192", "512"})
        if (request.theme.asset("icon-" + size + ".png") != nullptr)
            icons.push_back({{"src", "assets/icon-" + size + ".png"}, {"sizes", size + "x" + size},
                {"type", "image/png"}, {"purpose", "any maskable"}});
    return text_page(request.catalogue(), "application/manifest+json; charset=utf-8",
        json::serialize(json::object{
            {"name", settings.title_in(language)},
            {"short_name", settings.title_in(language)},
            {"description", settings.description_in(language)},
            {"lang", language},
            {"dir", text::direction_of(language)},
            {"start_url", "./"},
            {"scope", "./"},
            {"display", "minimal-ui"},
            {"theme_color", settings.accent_colour},
            {"background_color", "#ffffff"},
            {"icons", std::move(icons)},
        }));
}

// Says where else the newspaper is, and, without naming it, which address is its own
// (docs/reading-offline.md).
Result<Page> mirror_list_page(PageRequest const& request)
{
    auto const mirrors = TRY(newsroom::load_mirror_list(request.snapshot.connection()));
    return text_page(request.catalogue(), json_type,
        json::serialize(json::object{
            {"home", to_base64(sha256(request.settings().url + "/"))},
            {"mirrors", json::array(mirrors.begin(), mirrors.end())},
        }));
}

Result<Page> search_part_page(PageRequest const& request)
{
    auto file = TRY(static_index_file(request.snapshot, request.route.language, request.route.slug));
    return text_page(request.catalogue(), std::move(file.type), std::move(file.content));
}

Result<Page> check_page(PageRequest const& request)
{
    Rendering rendering{request.snapshot, theme_with(request.theme, "check"), request.now};
    rendering.language = request.route.language;
    rendering.path = home_path(request) + "check-this-page/";
    rendering.kinds = {"check"};
    rendering.title = request.theme.text("Check this page", rendering.language_tag());
    link_other_languages(rendering, request, "check-this-page/");
    rendering.reads_beyond = true; // keys change without an edition
    Map root;
    root.set("sections", sections_value(rendering));
    if (auto const keys = TRY(newsroom::find_milestone(request.snapshot.connection(), newsroom::log_keys)))
        root.set("fingerprint", in_groups(keys->detail));
    auto page = TRY(render(rendering, {"check"}, std::move(root)));
    page.is_fleeting = true;
    return page;
}

} // namespace broadsheet::site
