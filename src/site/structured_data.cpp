#include "site/structured_data.h"

#include "site/contexts/taxonomy.h"
#include "site/helpers/json_text.h"
#include "site/public_time.h"

namespace broadsheet::site {

namespace {

// Writes JSON objects and lists, field by field.
class JsonWriter {
public:
    JsonWriter& open(char bracket)
    {
        separate();
        text_ += bracket;
        is_first_ = true;
        return *this;
    }
    JsonWriter& close(char bracket)
    {
        text_ += bracket;
        is_first_ = false;
        return *this;
    }
    JsonWriter& name(std::string_view name)
    {
        separate();
        append_json_string(text_, name);
        text_ += ':';
        is_first_ = true;
        return *this;
    }
    JsonWriter& value(std::string_view value)
    {
        separate();
        append_json_string(text_, value);
        return *this;
    }
    JsonWriter& field(std::string_view key, std::string_view text)
    {
        return text.empty() ? *this : name(key).value(text);
    }
    JsonWriter& flag(std::string_view key, bool is_true)
    {
        name(key).separate();
        text_ += is_true ? "true" : "false";
        return *this;
    }
    JsonWriter& number(std::string_view key, long long number)
    {
        name(key).separate();
        text_ += std::to_string(number);
        return *this;
    }
    std::string take() && { return std::move(text_); }

private:
    void separate()
    {
        if (!is_first_)
            text_ += ',';
        is_first_ = false;
    }

    std::string text_;
    bool is_first_ = true;
};

void write_publisher(JsonWriter& json, Rendering const& rendering)
{
    auto const& settings = rendering.settings();
    json.name("publisher").open('{').field("@type", "NewsMediaOrganization");
    json.field("name", settings.title_in(rendering.language_tag())).field("url", settings.url + "/");
    if (!settings.logo.empty()) {
        json.name("logo").open('{').field("@type", "ImageObject");
        json.field("url", absolute_url(settings, settings.logo)).close('}');
    }
    json.close('}');
}

void write_authors(JsonWriter& json, Rendering const& rendering)
{
    auto const& catalogue = rendering.catalogue();
    auto const numbers = catalogue.bylines(*rendering.article);
    if (numbers.empty())
        return;
    json.name("author").open('[');
    for (auto number : numbers)
        if (auto const* byline = catalogue.byline(number)) {
            json.open('{').field("@type", "Person").field("name", byline->in(rendering.language_tag()).name);
            json.field(
                "url", absolute_url(rendering.settings(), path_of(catalogue, rendering.language, *byline)));
            json.close('}');
        }
    json.close(']');
}

void write_image(JsonWriter& json, Metadata const& metadata)
{
    if (metadata.image.empty())
        return;
    json.name("image").open('{').field("@type", "ImageObject").field("url", metadata.image);
    if (metadata.image_width > 0)
        json.number("width", metadata.image_width).number("height", metadata.image_height);
    json.close('}');
}

void write_corrections(JsonWriter& json, Rendering const& rendering)
{
    auto const& corrections = rendering.article_text->corrections;
    if (corrections.empty())
        return;
    json.name("correction").open('[');
    for (auto const& correction : corrections) {
        json.open('{').field("@type", "CorrectionComment").field("text", correction.text);
        json.field(
            "datePublished", format_public_time(correction.corrected_at, rendering.catalogue().zone()));
        json.close('}');
    }
    json.close(']');
}

void write_keywords(JsonWriter& json, Rendering const& rendering)
{
    auto const& catalogue = rendering.catalogue();
    if (auto const* section = catalogue.tag(catalogue[*rendering.article].section))
        json.field("articleSection", section->in(rendering.language_tag()).name);
    std::string keywords;
    for (auto number : catalogue.tags(*rendering.article))
        if (auto const* tag = catalogue.tag(number); tag && !tag->is_internal)
            keywords += (keywords.empty() ? "" : ", ") + tag->in(rendering.language_tag()).name;
    json.field("keywords", keywords);
}

std::string article_data(Rendering const& rendering, Metadata const& metadata)
{
    auto const& catalogue = rendering.catalogue();
    auto const& entry = catalogue[*rendering.article];
    JsonWriter json;
    json.open('{').field("@context", "https://schema.org");
    json.field("@type", entry.is_page ? "WebPage" : "NewsArticle");
    json.field(entry.is_page ? "name" : "headline", rendering.article_text->title);
    json.field("description", metadata.description).field("url", metadata.canonical);
    json.field("mainEntityOfPage", metadata.canonical).field("inLanguage", rendering.language_tag());
    json.field("datePublished", format_public_time(entry.published_at, catalogue.zone()));
    json.field(
        "dateModified", format_public_time(std::max(entry.updated_at, entry.published_at), catalogue.zone()));
    write_authors(json, rendering);
    write_publisher(json, rendering);
    write_image(json, metadata);
    if (!entry.is_page) {
        write_keywords(json, rendering);
        json.number("wordCount", entry.words);
        write_corrections(json, rendering);
    }
    json.flag("isAccessibleForFree", true);
    json.close('}');
    return std::move(json).take();
}

std::string newspaper_data(Rendering const& rendering, Metadata const& metadata)
{
    JsonWriter json;
    json.open('{').field("@context", "https://schema.org").field("@type", "WebSite");
    json.field("name", metadata.heading).field("description", metadata.description);
    json.field("url", metadata.canonical).field("inLanguage", rendering.language_tag());
    write_publisher(json, rendering);
    json.close('}');
    return std::move(json).take();
}

} // namespace

std::string structured_data(Rendering const& rendering, Metadata const& metadata)
{
    if (rendering.article_text)
        return article_data(rendering, metadata);
    return rendering.is("home") ? newspaper_data(rendering, metadata) : "";
}

} // namespace broadsheet::site
