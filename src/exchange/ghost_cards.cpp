#include "exchange/ghost_cards.h"

#include "base/ascii.h"
#include "exchange/json_fields.h"
#include "exchange/markdown.h"
#include "exchange/markup.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

using Payload = boost::json::object;

bool is_blank(std::string_view text)
{
    return trimmed(text).empty();
}

// A word that may become part of a class name.
std::string_view class_word(std::string_view word, std::string_view otherwise)
{
    bool fits
        = !word.empty() && std::ranges::all_of(word, [](char c) { return is_alphanumeric(c) || c == '-'; });
    return fits ? word : otherwise;
}

void begin_figure(std::string& out, std::string_view classes, Payload const& payload)
{
    out.append("<figure class=\"kg-card ").append(classes);
    if (auto width = class_word(text_of(payload, "cardWidth"), ""); !width.empty() && width != "regular")
        out.append(" kg-width-").append(width);
    out.append(text_of(payload, "caption").empty() ? "\">" : " kg-card-hascaption\">");
}

void end_figure(std::string& out, Payload const& payload)
{
    append_caption(out, text_of(payload, "caption"));
    out += "</figure>";
}

void append_size(std::string& out, Payload const& payload, std::string_view width, std::string_view height)
{
    auto wide = integer_of(payload, width);
    auto high = integer_of(payload, height);
    if (wide > 0 && high > 0)
        fmt::format_to(std::back_inserter(out), " width=\"{}\" height=\"{}\"", wide, high);
}

void append_image(std::string& out, std::string_view classes, Payload const& image)
{
    auto href = text_of(image, "href");
    if (!href.empty()) {
        out += "<a";
        append_attribute(out, "href", href);
        out += '>';
    }
    out += "<img";
    append_attribute(out, "src", text_of(image, "src"));
    append_attribute(out, "class", classes);
    append_attribute(out, "alt", text_of(image, "alt"));
    append_attribute(out, "loading", "lazy");
    if (auto title = text_of(image, "title"); !title.empty())
        append_attribute(out, "title", title);
    append_size(out, image, "width", "height");
    out.append(href.empty() ? ">" : "></a>");
}

void append_button(std::string& out, std::string_view classes, std::string_view url, std::string_view label)
{
    if (is_blank(url) || is_blank(label))
        return;
    out += "<a";
    append_attribute(out, "href", url);
    append_attribute(out, "class", classes);
    out += '>';
    append_escaped(out, label);
    out += "</a>";
}

void image(std::string& out, Payload const& payload)
{
    if (is_blank(text_of(payload, "src")))
        return;
    begin_figure(out, "kg-image-card", payload);
    append_image(out, "kg-image", payload);
    end_figure(out, payload);
}

// Ghost stores the row of each picture, three to a row; where one would be left over, its neighbour joins it.
void gallery(std::string& out, Payload const& payload)
{
    auto const* images = array_of(payload, "images");
    if (!images || images->empty())
        return;
    begin_figure(out, "kg-gallery-card kg-width-wide", payload);
    out += "<div class=\"kg-gallery-container\">";
    auto const count = std::ssize(*images);
    std::int64_t open_row = -1;
    for (std::int64_t number = 0; number < count; ++number) {
        auto const* picture = (*images)[static_cast<std::size_t>(number)].if_object();
        if (!picture || text_of(*picture, "src").empty())
            continue;
        auto row = picture->contains("row") ? integer_of(*picture, "row") : number / 3;
        if (count > 1 && count % 3 == 1 && number == count - 2)
            ++row;
        if (row != open_row)
            out.append(open_row < 0 ? "" : "</div>").append("<div class=\"kg-gallery-row\">");
        open_row = row;
        out += "<div class=\"kg-gallery-image\">";
        append_image(out, "", *picture);
        out += "</div>";
    }
    out.append(open_row < 0 ? "</div>" : "</div></div>");
    end_figure(out, payload);
}

// A small picture of a card; one that lies elsewhere is left out, since loading it would tell who reads.
void append_icon(std::string& out, std::string_view classes, std::string_view source)
{
    if (source.empty() || source.find("//") != std::string_view::npos)
        return;
    out += "<img";
    append_attribute(out, "class", classes);
    append_attribute(out, "src", source);
    out += " alt=\"\">";
}

// Ghost writes the publisher with the class "author" and the other way round, and themes rely on it.
void bookmark(std::string& out, Payload const& payload)
{
    if (is_blank(text_of(payload, "url")))
        return;
    auto const* nested = object_of(payload, "metadata");
    auto const& about = nested ? *nested : payload;
    begin_figure(out, "kg-bookmark-card", payload);
    out += "<a class=\"kg-bookmark-container\"";
    append_attribute(out, "href", text_of(payload, "url"));
    out += "><div class=\"kg-bookmark-content\">";
    auto title = text_of(about, "title");
    append_text_element(out, "div", "kg-bookmark-title", title.empty() ? text_of(payload, "url") : title);
    append_text_element(out, "div", "kg-bookmark-description", text_of(about, "description"));
    out += "<div class=\"kg-bookmark-metadata\">";
    append_icon(out, "kg-bookmark-icon", text_of(about, "icon"));
    append_text_element(out, "span", "kg-bookmark-author", text_of(about, "publisher"));
    append_text_element(out, "span", "kg-bookmark-publisher", text_of(about, "author"));
    out += "</div></div>";
    if (auto thumbnail = text_of(about, "thumbnail"); !thumbnail.empty()) {
        out += "<div class=\"kg-bookmark-thumbnail\">";
        append_icon(out, "", thumbnail);
        out += "</div>"; // dropped by the sanitiser when it stays empty
    }
    out += "</a>";
    end_figure(out, payload);
}

// A player from elsewhere would tell its owner who reads what, so an embed is its quotation, if it is one,
// and a link.
void embed(std::string& out, Payload const& payload)
{
    auto const* metadata = object_of(payload, "metadata");
    auto url = text_of(payload, "url");
    auto html = text_of(payload, "html");
    auto title = metadata ? text_of(*metadata, "title") : std::string_view();
    bool is_quotation = html.find("<blockquote") != std::string_view::npos;
    if (is_blank(url) && !is_quotation)
        return;
    begin_figure(out, "kg-embed-card", payload);
    if (is_quotation)
        out += html;
    else
        append_button(out, "kg-embed-link", url, title.empty() ? url : title);
    end_figure(out, payload);
}

void html(std::string& out, Payload const& payload)
{
    out += text_of(payload, "html");
}

void markdown(std::string& out, Payload const& payload)
{
    if (auto rendered = markdown_to_html(text_of(payload, "markdown")); rendered.ok())
        out += *rendered;
}

void code(std::string& out, Payload const& payload)
{
    auto source = text_of(payload, "code");
    if (is_blank(source))
        return;
    bool has_caption = !text_of(payload, "caption").empty();
    if (has_caption)
        out += "<figure class=\"kg-card kg-code-card\">";
    out += "<pre><code";
    if (auto language = class_word(text_of(payload, "language"), ""); !language.empty())
        append_attribute(out, "class", fmt::format("language-{}", language));
    out += '>';
    append_escaped(out, source);
    out += "</code></pre>";
    if (has_caption)
        end_figure(out, payload);
}

void callout(std::string& out, Payload const& payload)
{
    out.append("<div class=\"kg-card kg-callout-card kg-callout-card-")
        .append(class_word(text_of(payload, "backgroundColor"), "white"))
        .append("\">");
    append_text_element(out, "div", "kg-callout-emoji", text_of(payload, "calloutEmoji"));
    out.append("<div class=\"kg-callout-text\">")
        .append(text_of(payload, "calloutText"))
        .append("</div></div>");
}

void toggle(std::string& out, Payload const& payload)
{
    out.append("<details class=\"kg-card kg-toggle-card\"><summary>")
        .append(text_of(payload, "heading"))
        .append("</summary><div class=\"kg-toggle-content\">")
        .append(text_of(payload, "content"))
        .append("</div></details>");
}

void button(std::string& out, Payload const& payload)
{
    if (is_blank(text_of(payload, "buttonUrl")))
        return;
    out += "<div class=\"kg-card kg-button-card";
    if (auto alignment = class_word(text_of(payload, "alignment"), ""); !alignment.empty())
        out.append(" kg-align-").append(alignment);
    out += "\">";
    auto label = text_of(payload, "buttonText");
    append_button(
        out, "kg-btn kg-btn-accent", text_of(payload, "buttonUrl"), label.empty() ? "Button Title" : label);
    out += "</div>";
}

void header(std::string& out, Payload const& payload)
{
    out += "<div class=\"kg-card kg-header-card\">";
    if (auto source = text_of(payload, "backgroundImageSrc"); !source.empty())
        append_icon(out, "kg-header-card-image", source);
    if (auto text = text_of(payload, "header"); !is_blank(text))
        out.append("<h2 class=\"kg-header-card-heading\">").append(text).append("</h2>");
    if (auto text = text_of(payload, "subheader"); !is_blank(text))
        out.append("<p class=\"kg-header-card-subheading\">").append(text).append("</p>");
    if (is_true(payload, "buttonEnabled"))
        append_button(
            out, "kg-header-card-button", text_of(payload, "buttonUrl"), text_of(payload, "buttonText"));
    out += "</div>";
}

void product(std::string& out, Payload const& payload)
{
    out += "<div class=\"kg-card kg-product-card\"><div class=\"kg-product-card-container\">";
    if (auto source = text_of(payload, "productImageSrc"); !source.empty()) {
        out += "<img class=\"kg-product-card-image\"";
        append_attribute(out, "src", source);
        append_size(out, payload, "productImageWidth", "productImageHeight");
        out += " alt=\"\" loading=\"lazy\">";
    }
    out.append("<h4 class=\"kg-product-card-title\">")
        .append(text_of(payload, "productTitle"))
        .append("</h4>");
    auto stars = std::clamp<std::int64_t>(integer_of(payload, "productStarRating"), 0, 5);
    if (is_true(payload, "productRatingEnabled") && stars > 0)
        append_text_element(out, "p", "kg-product-card-rating", fmt::format("{} / 5", stars));
    out.append("<div class=\"kg-product-card-description\">")
        .append(text_of(payload, "productDescription"))
        .append("</div>");
    if (is_true(payload, "productButtonEnabled"))
        append_button(
            out, "kg-product-card-button", text_of(payload, "productUrl"), text_of(payload, "productButton"));
    out += "</div></div>";
}

std::string readable_size(std::int64_t bytes)
{
    constexpr std::array units{"Bytes", "KB", "MB", "GB"};
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 1024 && unit + 1 < units.size()) {
        size /= 1024;
        ++unit;
    }
    return bytes > 0 ? fmt::format("{:.0f} {}", size, units[unit]) : "";
}

void file(std::string& out, Payload const& payload)
{
    if (is_blank(text_of(payload, "src")))
        return;
    out += "<div class=\"kg-card kg-file-card\"><a class=\"kg-file-card-container\"";
    append_attribute(out, "href", text_of(payload, "src"));
    out += " download=\"\"><div class=\"kg-file-card-contents\">";
    append_text_element(out, "div", "kg-file-card-title", text_of(payload, "fileTitle"));
    append_text_element(out, "div", "kg-file-card-caption", text_of(payload, "fileCaption"));
    out += "<div class=\"kg-file-card-metadata\">";
    append_text_element(out, "div", "kg-file-card-filename", text_of(payload, "fileName"));
    append_text_element(out, "div", "kg-file-card-filesize", readable_size(integer_of(payload, "fileSize")));
    out += "</div></div></a></div>";
}

void audio(std::string& out, Payload const& payload)
{
    if (is_blank(text_of(payload, "src")))
        return;
    out += "<figure class=\"kg-card kg-audio-card\"><audio";
    append_attribute(out, "src", text_of(payload, "src"));
    out += " controls=\"\" preload=\"metadata\"></audio>";
    append_text_element(out, "figcaption", "kg-audio-title", text_of(payload, "title"));
    out += "</figure>";
}

void video(std::string& out, Payload const& payload)
{
    if (is_blank(text_of(payload, "src")))
        return;
    begin_figure(out, "kg-video-card", payload);
    out += "<video";
    append_attribute(out, "src", text_of(payload, "src"));
    auto poster = text_of(payload, "customThumbnailSrc");
    if (poster.empty())
        poster = text_of(payload, "thumbnailSrc");
    if (!poster.empty())
        append_attribute(out, "poster", poster);
    append_size(out, payload, "width", "height");
    out += " controls=\"\" preload=\"metadata\"></video>";
    end_figure(out, payload);
}

void call_to_action(std::string& out, Payload const& payload)
{
    out += "<div class=\"kg-card kg-cta-card\">";
    if (auto label = text_of(payload, "sponsorLabel"); is_true(payload, "hasSponsorLabel") && !label.empty())
        out.append("<div class=\"kg-cta-sponsor-label\">").append(label).append("</div>");
    if (auto source = text_of(payload, "imageUrl"); !source.empty())
        append_icon(out, "kg-cta-image", source);
    if (auto text = text_of(payload, "textValue"); !text.empty())
        out.append("<div class=\"kg-cta-text\">").append(text).append("</div>");
    if (is_true(payload, "showButton"))
        append_button(out, "kg-cta-button", text_of(payload, "buttonUrl"), text_of(payload, "buttonText"));
    out += "</div>";
}

void before_after(std::string& out, Payload const& payload)
{
    begin_figure(out, "kg-before-after-card", payload);
    for (auto const* key : {"beforeImage", "afterImage"}) {
        if (auto const* picture = object_of(payload, key); picture && !text_of(*picture, "src").empty())
            append_image(out, "kg-image", *picture);
    }
    end_figure(out, payload);
}

void rule(std::string& out, Payload const&)
{
    out += "<hr>";
}

void nothing(std::string&, Payload const&) { }

struct Card {
    std::string_view name;
    void (*append)(std::string&, Payload const&);
};

constexpr std::array cards{
    Card{"image", image},
    Card{"gallery", gallery},
    Card{"bookmark", bookmark},
    Card{"embed", embed},
    Card{"html", html},
    Card{"markdown", markdown},
    Card{"card-markdown", markdown},
    Card{"codeblock", code},
    Card{"code", code},
    Card{"callout", callout},
    Card{"toggle", toggle},
    Card{"button", button},
    Card{"header", header},
    Card{"product", product},
    Card{"file", file},
    Card{"audio", audio},
    Card{"video", video},
    Card{"call-to-action", call_to_action},
    Card{"before-after", before_after},
    Card{"horizontalrule", rule},
    Card{"hr", rule},
    Card{"paywall", nothing},
    Card{"email", nothing},
    Card{"email-cta", nothing},
    Card{"signup", nothing},
    Card{"transistor", nothing},
};

} // namespace

bool append_ghost_card(std::string& out, std::string_view name, Payload const& payload)
{
    auto const* card = std::ranges::find(cards, name, &Card::name);
    if (card == cards.end())
        return false;
    card->append(out, payload);
    return true;
}

} // namespace broadsheet::exchange
