#include "site/head.h"

#include "base/encoding.h"
#include "newsroom/paths.h"
#include "site/contexts/taxonomy.h"
#include "site/metadata.h"
#include "site/public_time.h"
#include "site/routes.h"
#include "site/structured_data.h"

#include <fmt/format.h>
#include <span>

namespace broadsheet::site {

namespace {

class Head {
public:
    void meta(std::string_view kind, std::string_view name, std::string_view content)
    {
        if (content.empty())
            return;
        html_.append("<meta ").append(kind).append("=\"").append(name).append("\" content=\"");
        append_escaped(html_, content);
        html_ += "\">\n";
    }
    void name(std::string_view name, std::string_view content) { meta("name", name, content); }
    void property(std::string_view name, std::string_view content) { meta("property", name, content); }
    // `attributes` is HTML.
    void link(std::string_view relation, std::string_view address, std::string_view attributes = {})
    {
        html_.append("<link rel=\"").append(relation).append("\"").append(attributes).append(" href=\"");
        append_escaped(html_, address);
        html_ += "\">\n";
    }
    void raw(std::string_view html) { html_ += html; }
    std::string take() && { return std::move(html_); }

private:
    std::string html_;
};

void add_links(Head& head, Rendering const& rendering, Metadata const& metadata)
{
    if (metadata.canonical.empty()) {
        head.name("robots", "noindex");
        return;
    }
    head.link("canonical", metadata.canonical);
    for (auto const& [language, address] : metadata.alternates)
        head.link("alternate", address, fmt::format(" hreflang=\"{}\"", escape_html(language)));
    auto const& pagination = rendering.pagination;
    if (pagination && pagination->newer() != 0)
        head.link("prev", pagination->path_of(pagination->newer()));
    if (pagination && pagination->older() != 0)
        head.link("next", pagination->path_of(pagination->older()));
}

void add_article_properties(Head& head, Rendering const& rendering)
{
    auto const& catalogue = rendering.catalogue();
    auto const& entry = catalogue[*rendering.article];
    head.property("article:published_time", format_public_time(entry.published_at, catalogue.zone()));
    head.property("article:modified_time",
        format_public_time(std::max(entry.updated_at, entry.published_at), catalogue.zone()));
    if (auto const* section = catalogue.tag(entry.section))
        head.property("article:section", section->in(rendering.language_tag()).name);
    for (auto number : catalogue.tags(*rendering.article))
        if (auto const* tag = catalogue.tag(number); tag && !tag->is_internal)
            head.property("article:tag", tag->in(rendering.language_tag()).name);
}

void add_preview(Head& head, Rendering const& rendering, Metadata const& metadata)
{
    auto const is_article = rendering.article && !rendering.catalogue()[*rendering.article].is_page;
    head.property("og:site_name", rendering.settings().title_in(rendering.language_tag()));
    head.property("og:type", is_article ? "article" : "website");
    head.property("og:title", rendering.article_text ? metadata.title : metadata.heading);
    head.property("og:description", metadata.description);
    head.property("og:url", metadata.canonical);
    head.property("og:locale", rendering.language_tag());
    if (!metadata.image.empty()) {
        head.property("og:image", metadata.image);
        if (metadata.image_width > 0) {
            head.property("og:image:width", std::to_string(metadata.image_width));
            head.property("og:image:height", std::to_string(metadata.image_height));
        }
        head.property("og:image:alt", metadata.image_alt);
    }
    if (is_article)
        add_article_properties(head, rendering);
    head.name("twitter:card", metadata.image.empty() ? "summary" : "summary_large_image");
}

void add_feeds(Head& head, Rendering const& rendering)
{
    auto const home = newsroom::home_path(rendering.settings(), rendering.language_tag());
    auto add = [&](std::string const& folder, std::span<FeedFormat const> formats, std::string_view title) {
        for (auto const format : formats)
            head.link("alternate", folder + std::string(file_name(format)),
                fmt::format(" type=\"{}\" title=\"{}\"", media_type_of(format), escape_html(title)));
    };
    if (!rendering.feed_folder.empty() && rendering.feed_folder != home)
        add(rendering.feed_folder, list_feed_formats, rendering.title);
    add(home, front_feed_formats, rendering.settings().title_in(rendering.language_tag()));
}

} // namespace

std::string head_of(Rendering const& rendering)
{
    auto const metadata = metadata_of(rendering);
    Head head;
    head.name("description", metadata.description);
    add_links(head, rendering, metadata);
    if (!metadata.canonical.empty()) {
        add_preview(head, rendering, metadata);
        if (auto data = structured_data(rendering, metadata); !data.empty()) {
            head.raw("<script type=\"application/ld+json\">");
            head.raw(data);
            head.raw("</script>\n");
        }
    }
    add_feeds(head, rendering);
    head.link("manifest", "/manifest.webmanifest");
    head.name("generator", "Broadsheet");
    return std::move(head).take();
}

std::string foot_of(Rendering const& rendering)
{
    std::string html = "<script src=\"/register.js\" defer></script>";
    for (std::string_view const kind : {"check", "search"})
        if (rendering.is(kind))
            html.append("<script src=\"/").append(kind).append(".js\" defer></script>");
    return html;
}

} // namespace broadsheet::site
