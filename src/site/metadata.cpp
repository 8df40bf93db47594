#include "site/metadata.h"

#include "html/plain_text.h"
#include "site/translate.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

constexpr std::size_t description_characters = 300;

std::string const& first_given(std::string const& first, std::string const& second)
{
    return first.empty() ? second : first;
}

bool is_findable(Rendering const& rendering)
{
    return rendering.status == 200 && !rendering.is("search");
}

void add_article(Metadata& metadata, Rendering const& rendering)
{
    auto const& article = *rendering.article_text;
    auto const& settings = rendering.settings();
    if (!article.canonical_url.empty())
        metadata.canonical = article.canonical_url;
    if (!article.picture.path.empty()) {
        metadata.image = absolute_url(settings, article.picture.path);
        metadata.image_width = article.picture_width;
        metadata.image_height = article.picture_height;
        metadata.image_alt = article.picture.alt;
    }
}

} // namespace

std::string title_of(Rendering const& rendering)
{
    auto const site = rendering.settings().title_in(rendering.language_tag());
    if (auto const& article = rendering.article_text)
        return first_given(article->meta_title, article->title);
    auto title = rendering.title.empty() ? std::string(site) : fmt::format("{} – {}", rendering.title, site);
    if (rendering.pagination && rendering.pagination->page > 1)
        title += fmt::format(" ({})",
            translated(rendering.theme, rendering.language_tag(), "Page {page}",
                {{"page", std::to_string(rendering.pagination->page)}}));
    return title;
}

std::string description_of(Rendering const& rendering)
{
    if (auto const& article = rendering.article_text)
        return html::excerpt_of_characters(
            first_given(article->meta_description, article->excerpt), description_characters);
    return rendering.description;
}

Metadata metadata_of(Rendering const& rendering)
{
    auto const& settings = rendering.settings();
    Metadata metadata;
    metadata.title = title_of(rendering);
    metadata.heading = rendering.title.empty() ? std::string(settings.title_in(rendering.language_tag()))
                                               : rendering.title;
    metadata.description = description_of(rendering);
    if (!is_findable(rendering))
        return metadata;
    metadata.canonical = absolute_url(settings, rendering.path);
    if (rendering.article_text)
        add_article(metadata, rendering);
    if (metadata.image.empty() && !settings.cover.empty())
        metadata.image = absolute_url(settings, settings.cover);
    auto const is_first = !rendering.pagination || rendering.pagination->page == 1;
    if (is_first && !rendering.translations.empty()) {
        metadata.alternates.emplace_back(rendering.language_tag(), absolute_url(settings, rendering.path));
        for (auto const& translation : rendering.translations)
            metadata.alternates.emplace_back(rendering.catalogue().language(translation.language),
                absolute_url(settings, translation.path));
    }
    return metadata;
}

std::string absolute_url(newsroom::Settings const& settings, std::string_view path)
{
    return path.starts_with('/') && !path.starts_with("//") ? settings.url + std::string(path)
                                                            : std::string(path);
}

} // namespace broadsheet::site
