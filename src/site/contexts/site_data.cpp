#include "site/contexts/site_data.h"

#include "newsroom/paths.h"
#include "site/contexts/newsletter.h"
#include "site/contexts/taxonomy.h"
#include "site/contexts/text_value.h"
#include "site/routes.h"
#include "templates/collections.h"
#include "text/direction.h"
#include "text/slug.h"

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;
using namespace templates::literals;

namespace {

Value languages_value(Catalogue const& catalogue, std::size_t current)
{
    auto languages = std::make_shared<Array>();
    for (std::size_t i = 0; i < catalogue.languages(); ++i) {
        auto const& language = catalogue.language(i);
        languages->push_back(Value::make<Map>(Map{
            {"code", Value(language)},
            {"name", Value(text::native_language_name(language))},
            {"direction", Value::borrow(text::direction_of(language))},
            {"url", Value(newsroom::home_path(catalogue.settings(), language))},
            {"current", Value(i == current)},
        }));
    }
    return Value::own(std::move(languages));
}

// All of `@site` that is the same on every page of a language.
Value make_site(Rendering const& rendering)
{
    auto const& catalogue = rendering.catalogue();
    auto const& settings = catalogue.settings();
    auto const& language = rendering.language_tag();
    auto const home = newsroom::home_path(settings, language);
    auto const per_page = rendering.snapshot.edition().articles_per_page();
    Map site{
        {"title", Value(std::string(settings.title_in(language)))},
        {"description", Value(std::string(settings.description_in(language)))},
        {"locale", Value(language)},
        {"lang", Value(language)},
        {"direction", Value::borrow(text::direction_of(language))},
        {"url", Value(site_url(catalogue, rendering.language))},
        {"home", Value(home)},
        {"logo", text_or_null(settings.logo)},
        {"icon", text_or_null(settings.icon)},
        {"cover_image", text_or_null(settings.cover)},
        {"accent_color", Value(settings.accent_colour)},
        {"timezone", Value(settings.time_zone)},
        {"navigation", navigation_value(navigation_of(settings.navigation, language), {})},
        {"secondary_navigation",
            navigation_value(navigation_of(settings.secondary_navigation, language), {})},
        {"posts_per_page", Value(per_page)},
        {"edition", Value(catalogue.edition())},
        {"year", Value(catalogue.zone().civil(rendering.now).year)},
        {"archive_url", Value(home + "archive/")},
        {"search_url", Value(home + "search/")},
        {"languages", languages_value(catalogue, rendering.language)},
        {"members_enabled", Value(false)},
        {"members_invite_only", Value(false)},
        {"paid_members_enabled", Value(false)},
        {"allow_self_signup", Value(false)},
        {"comments_enabled", Value(false)},
    };
    for (auto [name, format] : {std::pair("rss_url", FeedFormat::rss),
             std::pair("atom_url", FeedFormat::atom), std::pair("json_feed_url", FeedFormat::json)})
        site.set(name, Value(home + std::string(file_name(format))));
    site.set("newsletters", newsletters_value(catalogue, rendering.language));
    if (auto const* newsletter = catalogue.open_newsletter(rendering.language))
        site.set("newsletter", newsletter_value(catalogue, *newsletter));
    return Value::make<Map>(std::move(site));
}

// `@site`: what all pages share, and the sections, whose articles are read for this page.
class SiteObject final : public templates::Object {
public:
    SiteObject(Rendering& rendering, Value shared)
        : rendering_(rendering)
        , shared_(std::move(shared))
    {
    }
    Value get(templates::Key key) const override
    {
        if (key == "sections"_key)
            return sections_value(rendering_);
        if (key == "edition"_key)
            rendering_.reads_beyond = true;
        return shared_.get(key);
    }
    std::vector<std::string_view> keys() const override { return shared_.object()->keys(); }

private:
    Rendering& rendering_;
    Value shared_;
};

Value make_custom(ThemeConfig const& config)
{
    Map custom;
    for (auto const& option : config.custom) {
        if (auto const* flag = std::get_if<bool>(&option.value))
            custom.set(option.key, Value(*flag));
        else
            custom.set(option.key, Value(std::get<std::string>(option.value)));
    }
    return Value::make<Map>(std::move(custom));
}

} // namespace

SiteData::SiteData(Rendering& rendering)
{
    static constexpr char shared_by_language = 0; // its address is the fragment's name
    auto shared = rendering.snapshot.edition().fragments().value(
        {&shared_by_language, rendering.language}, [&] { return make_site(rendering); });
    config_ = Value::make<Map>(Map{{"posts_per_page", shared.get("posts_per_page"_key)}});
    site_ = Value::make<SiteObject>(rendering, std::move(shared));
    custom_ = make_custom(rendering.theme.config());
    labs_ = Value::make<Map>();
    page_ = Value::make<Map>(Map{{"show_title_and_feature_image", Value(true)}});
}

Value SiteData::get(templates::Key key) const
{
    if (key == "site"_key || key == "blog"_key)
        return site_;
    if (key == "custom"_key)
        return custom_;
    if (key == "config"_key)
        return config_;
    if (key == "labs"_key)
        return labs_;
    if (key == "page"_key)
        return page_;
    return {};
}

Value navigation_value(std::vector<newsroom::NavigationItem> const& items, std::string_view path)
{
    auto list = std::make_shared<Array>();
    for (auto const& item : items)
        list->push_back(Value::make<Map>(Map{
            {"label", Value(item.label)},
            {"url", Value(item.url)},
            {"slug", Value(text::slugify(item.label))},
            {"current", Value(item.url == path)},
        }));
    return Value::own(std::move(list));
}

std::vector<newsroom::NavigationItem> const& navigation_of(
    newsroom::Settings::Navigation const& navigation, std::string_view language)
{
    static std::vector<newsroom::NavigationItem> const none;
    auto found = navigation.find(language);
    return found == navigation.end() ? none : found->second;
}

std::string site_url(Catalogue const& catalogue, std::size_t language)
{
    return newsroom::home_path(catalogue.settings(), catalogue.language(language)) + ".";
}

} // namespace broadsheet::site
