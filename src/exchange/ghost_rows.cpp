#include "exchange/ghost_rows.h"

#include "base/id.h"
#include "base/utf8.h"
#include "exchange/ghost_documents.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::exchange::ghost {

namespace {

namespace json = boost::json;

// Lengths that Ghost's importer accepts, in characters
// (https://github.com/TryGhost/Ghost/blob/main/ghost/core/core/server/data/schema/schema.js).
constexpr std::size_t longest_excerpt = 300;
constexpr std::size_t longest_alt = 191;
constexpr std::size_t longest_meta_title = 300;
constexpr std::size_t longest_meta_description = 500;

json::value text_or_null(std::string_view text)
{
    return text.empty() ? json::value(nullptr) : json::value(json::string_view(text.data(), text.size()));
}

json::value shortened(std::string_view text, std::size_t characters)
{
    return text_or_null(first_code_points(text, characters));
}

json::value time_or_null(std::optional<UtcMillis> time)
{
    return time ? json::value(text::format_rfc3339_millis(*time)) : json::value(nullptr);
}

std::string_view ghost_status(newsroom::Status status)
{
    return status == newsroom::Status::withdrawn ? "draft" : newsroom::name_of(status);
}

template <typename Translations, typename Member>
json::object translations_of(Translations const& translations, std::string_view longer, Member member)
{
    json::object all;
    for (auto const& [language, text] : translations)
        all[language] = json::object{{"name", text.name}, {longer, text.*member}};
    return all;
}

json::object texts_object(newsroom::Settings::Texts const& texts)
{
    json::object object;
    for (auto const& [language, text] : texts)
        object[language] = text;
    return object;
}

json::array items_array(std::vector<newsroom::NavigationItem> const& items)
{
    json::array array;
    for (auto const& item : items)
        array.push_back(json::object{{"label", item.label}, {"url", item.url}});
    return array;
}

json::object navigation_object(newsroom::Settings::Navigation const& navigation)
{
    json::object object;
    for (auto const& [language, items] : navigation)
        object[language] = items_array(items);
    return object;
}

} // namespace

json::object post_row(newsroom::Article const& article)
{
    bool is_page = article.kind == newsroom::ArticleKind::page;
    return {{"id", article.id}, {"uuid", uuid_of(article.id)}, {"title", article.title},
        {"slug", article.slug}, {"mobiledoc", nullptr}, {"lexical", html_to_lexical(article.body)},
        {"html", article.body}, {"comment_id", article.id},
        {"feature_image", text_or_null(article.picture.path)}, {"featured", article.featured ? 1 : 0},
        {"type", is_page ? "page" : "post"}, {"status", ghost_status(article.status)},
        {"locale", article.language}, {"visibility", "public"}, {"email_recipient_filter", "all"},
        {"created_at", time_or_null(article.created_at)}, {"updated_at", time_or_null(article.updated_at)},
        {"published_at", time_or_null(article.published_at)},
        {"custom_excerpt", shortened(article.standfirst, longest_excerpt)},
        {"canonical_url", text_or_null(article.canonical_url)},
        {"custom_template", text_or_null(article.template_name)}};
}

json::object post_meta_row(newsroom::Article const& article)
{
    return {{"id", derived_id(fmt::format("posts_meta {}", article.id))}, {"post_id", article.id},
        {"meta_title", shortened(article.meta_title, longest_meta_title)},
        {"meta_description", shortened(article.meta_description, longest_meta_description)},
        {"feature_image_alt", shortened(article.picture.alt, longest_alt)},
        {"feature_image_caption", text_or_null(article.picture.caption)}};
}

json::object article_row(newsroom::Article const& article, std::string_view section)
{
    json::array corrections;
    for (auto const& correction : article.corrections)
        corrections.push_back(json::object{{"corrected_at", correction.corrected_at},
            {"text", correction.text}, {"is_retraction", correction.is_retraction}});
    return {{"post_id", article.id}, {"language", article.language}, {"slug", article.slug},
        {"standfirst", article.standfirst}, {"section", section},
        {"translation_key", article.translation_key}, {"picture_alt", article.picture.alt},
        {"picture_credit", article.picture.credit}, {"meta_title", article.meta_title},
        {"meta_description", article.meta_description}, {"no_appeal", article.no_appeal},
        {"status", newsroom::name_of(article.status)}, {"published_at", time_or_null(article.published_at)},
        {"source", article.source}, {"source_hash", article.source_hash},
        {"corrections", std::move(corrections)}};
}

json::object relation_row(
    std::string_view post, std::string_view column, std::string_view other, std::size_t order)
{
    return {{"id", derived_id(fmt::format("{} {} {}", column, post, other))}, {"post_id", post},
        {column, other}, {"sort_order", order}};
}

json::object tag_row(newsroom::Tag const& tag)
{
    return {{"id", tag.id}, {"name", tag.text.name}, {"slug", tag.slug},
        {"description", text_or_null(tag.text.description)}, {"feature_image", text_or_null(tag.picture)},
        {"visibility", tag.is_internal ? "internal" : "public"}};
}

json::object own_tag_row(newsroom::Tag const& tag)
{
    return {{"slug", tag.slug}, {"is_section", tag.is_section}, {"is_internal", tag.is_internal},
        {"position", tag.position},
        {"translations",
            translations_of(tag.translations, "description", &newsroom::Tag::Text::description)}};
}

// Ghost wants an address of every author; .invalid is nobody's (RFC 2606, section 2).
json::object user_row(newsroom::Byline const& byline)
{
    return {{"id", byline.id}, {"name", byline.text.name}, {"slug", byline.slug},
        {"email", fmt::format("{}@byline.invalid", byline.slug)}, {"status", "inactive"},
        {"profile_image", text_or_null(byline.picture)}, {"bio", text_or_null(byline.text.bio)},
        {"website", text_or_null(byline.website)}, {"location", text_or_null(byline.location)}};
}

json::object own_byline_row(newsroom::Byline const& byline)
{
    return {{"slug", byline.slug},
        {"translations", translations_of(byline.translations, "bio", &newsroom::Byline::Text::bio)}};
}

json::object redirect_row(newsroom::Redirect const& redirect)
{
    return {{"from", redirect.from}, {"to", redirect.to}, {"permanent", redirect.permanent}};
}

json::object media_row(newsroom::MediaItem const& item)
{
    return {{"id", item.id}, {"path", item.path}, {"type", item.type}, {"width", item.width},
        {"height", item.height}, {"bytes", item.bytes}, {"created_at", item.created_at},
        {"source", item.source}, {"name", item.name}, {"alt", item.alt}, {"caption", item.caption},
        {"credit", item.credit}, {"focus_x", item.focus_x}, {"focus_y", item.focus_y}};
}

json::object setting_row(std::string_view key, std::string_view value)
{
    return {{"id", derived_id(fmt::format("settings {}", key))}, {"key", key}, {"value", value}};
}

std::string settings_text(newsroom::Settings const& settings)
{
    json::array languages(settings.languages.begin(), settings.languages.end());
    return json::serialize(json::object{{"title", texts_object(settings.title)},
        {"description", texts_object(settings.description)}, {"languages", std::move(languages)},
        {"time_zone", settings.time_zone}, {"url", settings.url}, {"theme", settings.theme},
        {"accent_colour", settings.accent_colour}, {"articles_per_page", settings.articles_per_page},
        {"navigation", navigation_object(settings.navigation)},
        {"secondary_navigation", navigation_object(settings.secondary_navigation)}});
}

std::string navigation_text(std::vector<newsroom::NavigationItem> const& items)
{
    return json::serialize(items_array(items));
}

} // namespace broadsheet::exchange::ghost
