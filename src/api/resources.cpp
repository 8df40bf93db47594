#include "api/resources.h"

#include "base/id.h"
#include "exchange/ghost_documents.h"
#include "html/plain_text.h"
#include "newsroom/paths.h"
#include "site/feeds/absolute_links.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

constexpr std::size_t excerpt_characters = 500;
constexpr std::size_t words_a_minute = 275; // Ghost's measure
constexpr std::string_view version = "5.0"; // of the API that this is like

json::value text_or_null(std::string_view text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

std::string absolute(View const& view, std::string_view address)
{
    auto const is_local = address.starts_with('/') && !address.starts_with("//");
    return is_local ? view.catalogue.settings().url + std::string(address) : std::string(address);
}

json::value address_or_null(View const& view, std::string_view address)
{
    return text_or_null(absolute(view, address));
}

// The content API writes times in the newspaper's zone ("…T20:06:25.000+03:00"), the admin API in UTC.
json::value time_or_null(View const& view, std::optional<UtcMillis> time)
{
    if (!time)
        return nullptr;
    if (view.audience == Audience::newsroom)
        return json::value(text::format_rfc3339_millis(*time));
    auto text = text::format_rfc3339(*time, view.catalogue.zone());
    constexpr std::size_t behind_seconds = std::string_view("2026-11-23T20:06:25").size();
    text.insert(behind_seconds, fmt::format(".{:03}", *time % 1000));
    if (text.ends_with('Z'))
        text.replace(text.size() - 1, 1, "+00:00");
    return json::value(text);
}

void add_nulls(json::object& object, std::initializer_list<std::string_view> names)
{
    for (auto name : names)
        object[name] = nullptr;
}

// What Ghost lets be said apart for the previews of social networks; we have one text for all.
void add_social(json::object& object)
{
    add_nulls(object,
        {"og_image", "og_title", "og_description", "twitter_image", "twitter_title", "twitter_description"});
}

// Leaves what was asked for, if something was.
json::object chosen(json::object object, Options const& options)
{
    if (options.fields.empty())
        return object;
    json::object some;
    for (auto const* names : {&options.fields, &options.formats})
        for (auto const& name : *names)
            if (auto const found = object.find(name); found != object.end())
                some[name] = found->value();
    return some;
}

json::value first_or_null(json::array const& list)
{
    return list.empty() ? json::value(nullptr) : list.front();
}

// The tags and authors of a post, in full whatever fields of the post are wanted.
void add_relations(json::object& object, View const& view, newsroom::Article const& article)
{
    Options const whole;
    View const inner{view.catalogue, whole, view.audience};
    auto const is_newsroom = view.audience == Audience::newsroom;
    if (view.options.includes("tags") || is_newsroom) {
        json::array tags;
        json::value primary;
        for (auto number : article.tags)
            if (auto const* tag = view.catalogue.tag(number); tag && (is_newsroom || !tag->is_internal)) {
                tags.push_back(tag_object(inner, *tag));
                if (number == article.section)
                    primary = tags.back();
            }
        object["primary_tag"] = primary.is_null() ? first_or_null(tags) : std::move(primary);
        object["tags"] = std::move(tags);
    }
    if (view.options.includes("authors") || is_newsroom) {
        json::array authors;
        for (auto number : article.bylines)
            if (auto const* byline = view.catalogue.byline(number))
                authors.push_back(author_object(inner, *byline));
        object["primary_author"] = first_or_null(authors);
        object["authors"] = std::move(authors);
    }
    if (view.options.includes("tiers"))
        object["tiers"] = json::array();
}

// The forms of a post's text that are wanted.
void add_texts(json::object& object, View const& view, newsroom::Article const& article,
    std::string const& url, std::string const& plain)
{
    auto const is_newsroom = view.audience == Audience::newsroom;
    auto const html = site::with_absolute_links(article.body, view.catalogue.settings().url, url);
    if (view.options.wants("html", !is_newsroom))
        object["html"] = html;
    if (view.options.wants("plaintext", false))
        object["plaintext"] = plain;
    if (is_newsroom && view.options.wants("lexical", true))
        object["lexical"] = exchange::html_to_lexical(html);
    if (is_newsroom && view.options.wants("mobiledoc", false))
        object["mobiledoc"] = nullptr;
}

json::array corrections_array(View const& view, newsroom::Article const& article)
{
    json::array corrections;
    for (auto const& correction : article.corrections)
        corrections.push_back(json::object{{"corrected_at", time_or_null(view, correction.corrected_at)},
            {"text", correction.text}, {"is_retraction", correction.is_retraction}});
    return corrections;
}

json::array navigation_array(View const& view, newsroom::Settings::Navigation const& navigation)
{
    json::array items;
    auto const found = navigation.find(view.catalogue.settings().first_language());
    if (found != navigation.end())
        for (auto const& item : found->second)
            items.push_back(json::object{{"label", item.label}, {"url", item.url}});
    return items;
}

} // namespace

json::object post_object(View const& view, newsroom::Article const& article)
{
    auto const& settings = view.catalogue.settings();
    auto const url = settings.url + newsroom::article_path(settings, article.language, article.slug);
    auto const plain = html::plain_text(article.body);
    auto const minutes = (html::count_words(plain) + words_a_minute / 2) / words_a_minute;
    json::object object{{"id", article.id}, {"uuid", uuid_of(article.id)}, {"title", article.title},
        {"slug", article.slug}, {"comment_id", article.id},
        {"feature_image", address_or_null(view, article.picture.path)}, {"featured", article.featured},
        {"visibility", "public"}, {"created_at", time_or_null(view, article.created_at)},
        {"updated_at", time_or_null(view, article.updated_at)},
        {"published_at", time_or_null(view, article.published_at)},
        {"custom_excerpt", text_or_null(article.standfirst)},
        {"custom_template", text_or_null(article.template_name)},
        {"canonical_url", text_or_null(article.canonical_url)}, {"url", url},
        {"excerpt",
            article.standfirst.empty() ? html::excerpt_of_characters(
                html::plain_text(article.body, html::Figures::leave_out), excerpt_characters)
                                       : article.standfirst},
        {"reading_time", std::max<std::size_t>(minutes, 1)}, {"access", true}, {"comments", false},
        {"meta_title", text_or_null(article.meta_title)},
        {"meta_description", text_or_null(article.meta_description)},
        {"feature_image_alt", text_or_null(article.picture.alt)},
        {"feature_image_caption", text_or_null(article.picture.caption)},
        // Ours:
        {"feature_image_credit", text_or_null(article.picture.credit)}, {"language", article.language},
        {"corrections", corrections_array(view, article)}};
    add_social(object);
    add_nulls(object, {"codeinjection_head", "codeinjection_foot", "email_subject", "frontmatter"});
    if (view.audience == Audience::newsroom)
        object["status"] = newsroom::name_of(article.status);
    add_texts(object, view, article, url, plain);
    object = chosen(std::move(object), view.options);
    if (view.options.fields.empty() || !view.options.include.empty())
        add_relations(object, view, article);
    return object;
}

json::object tag_object(View const& view, newsroom::Tag const& tag, std::optional<std::size_t> articles)
{
    auto const& settings = view.catalogue.settings();
    auto const path = tag.is_section ? newsroom::section_path(settings, settings.first_language(), tag.slug)
                                     : newsroom::tag_path(settings, settings.first_language(), tag.slug);
    json::object object{{"id", tag.id}, {"name", tag.text.name}, {"slug", tag.slug},
        {"description", text_or_null(tag.text.description)},
        {"feature_image", address_or_null(view, tag.picture)},
        {"visibility", tag.is_internal ? "internal" : "public"}, {"url", settings.url + path}};
    add_social(object);
    add_nulls(object,
        {"meta_title", "meta_description", "codeinjection_head", "codeinjection_foot", "canonical_url",
            "accent_color"});
    object = chosen(std::move(object), view.options);
    if (articles && view.options.includes("count.posts"))
        object["count"] = json::object{{"posts", *articles}};
    return object;
}

json::object author_object(
    View const& view, newsroom::Byline const& byline, std::optional<std::size_t> articles)
{
    auto const& settings = view.catalogue.settings();
    json::object object{{"id", byline.id}, {"name", byline.text.name}, {"slug", byline.slug},
        {"profile_image", address_or_null(view, byline.picture)}, {"cover_image", nullptr},
        {"bio", text_or_null(byline.text.bio)}, {"website", text_or_null(byline.website)},
        {"location", text_or_null(byline.location)}, {"facebook", nullptr}, {"twitter", nullptr},
        {"meta_title", nullptr}, {"meta_description", nullptr},
        {"url", settings.url + newsroom::byline_path(settings, settings.first_language(), byline.slug)}};
    if (view.audience == Audience::newsroom) {
        object["email"] = nullptr;
        object["status"] = "active";
    }
    object = chosen(std::move(object), view.options);
    if (articles && view.options.includes("count.posts"))
        object["count"] = json::object{{"posts", *articles}};
    return object;
}

json::object settings_object(View const& view)
{
    auto const& settings = view.catalogue.settings();
    auto const& language = settings.first_language();
    json::array languages(settings.languages.begin(), settings.languages.end());
    json::object object{{"title", settings.title_in(language)},
        {"description", settings.description_in(language)}, {"logo", address_or_null(view, settings.logo)},
        {"icon", address_or_null(view, settings.icon)},
        {"cover_image", address_or_null(view, settings.cover)}, {"accent_color", settings.accent_colour},
        {"lang", language}, {"locale", language}, {"timezone", settings.time_zone},
        {"navigation", navigation_array(view, settings.navigation)},
        {"secondary_navigation", navigation_array(view, settings.secondary_navigation)},
        {"members_enabled", false}, {"allow_self_signup", false}, {"members_invite_only", false},
        {"paid_members_enabled", false}, {"comments_enabled", "off"}, {"recommendations_enabled", false},
        {"url", settings.url + "/"}, {"version", version},
        // Ours:
        {"languages", std::move(languages)}};
    add_social(object);
    add_nulls(object,
        {"facebook", "twitter", "codeinjection_head", "codeinjection_foot", "meta_title", "meta_description",
            "members_support_address"});
    return object;
}

json::object site_object(View const& view)
{
    auto const& settings = view.catalogue.settings();
    auto const& language = settings.first_language();
    return {{"title", settings.title_in(language)}, {"description", settings.description_in(language)},
        {"logo", address_or_null(view, settings.logo)}, {"icon", address_or_null(view, settings.icon)},
        {"cover_image", address_or_null(view, settings.cover)}, {"accent_color", settings.accent_colour},
        {"locale", language}, {"url", settings.url + "/"}, {"version", version},
        {"allow_external_signup", false}};
}

} // namespace broadsheet::api
