#include "newsletter/mail_html.h"

#include "html/plain_text.h"
#include "html/tokeniser.h"
#include "site/feeds/absolute_links.h"

#include <array>
#include <utility>

namespace broadsheet::newsletter {

namespace {

// Colours are those of the column, which the template turns over for dark clothes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> styles{{
    {"a", "color:inherit"},
    {"p", "margin:0 0 16px"},
    {"h2", "margin:24px 0 8px;font-size:22px;line-height:1.25"},
    {"h3", "margin:20px 0 8px;font-size:18px;line-height:1.3"},
    {"ul", "margin:0 0 16px;padding:0 0 0 24px"},
    {"ol", "margin:0 0 16px;padding:0 0 0 24px"},
    {"li", "margin:0 0 6px"},
    {"blockquote", "margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #a31621"},
    {"img", "display:block;max-width:100%;height:auto;border:0"},
    {"figure", "margin:0 0 16px"},
}};

std::string_view style_of(std::string_view element)
{
    for (auto const& [name, style] : styles)
        if (name == element)
            return style;
    return {};
}

} // namespace

std::string for_mail(std::string_view clean_html, std::string_view site_url)
{
    auto const html = site::with_absolute_links(clean_html, site_url, site_url);
    std::string out;
    html::Tokeniser tokens(html);
    std::size_t copied = 0;
    while (tokens.next()) {
        auto const style = tokens.type() == html::TokenType::start_tag ? style_of(tokens.name()) : "";
        if (style.empty())
            continue;
        auto const behind_name = tokens.begin() + 1 + tokens.name().size();
        out.append(html, copied, behind_name - copied);
        out.append(" style=\"").append(style).append("\"");
        copied = behind_name;
    }
    return out.append(html, copied);
}

namespace {

// Paragraphs of clean HTML as plain text, an empty line between them.
std::string paragraphs_of(std::string_view clean_html)
{
    constexpr std::string_view end_of_paragraph = "</p>";
    std::string text;
    while (!clean_html.empty()) {
        auto const end = clean_html.find(end_of_paragraph);
        auto const paragraph = html::plain_text(clean_html.substr(0, end));
        text += (text.empty() || paragraph.empty() ? "" : "\n\n") + paragraph;
        clean_html.remove_prefix(end == clean_html.npos ? clean_html.size() : end + end_of_paragraph.size());
    }
    return text;
}

} // namespace

std::string text_with_links(std::string_view clean_html, std::string_view site_url)
{
    auto const html = site::with_absolute_links(clean_html, site_url, site_url);
    std::string out;
    std::string address;
    html::Tokeniser tokens(html);
    std::size_t copied = 0;
    while (tokens.next()) {
        if (tokens.type() == html::TokenType::start_tag && tokens.name() == "a")
            for (auto const& attribute : tokens.attributes())
                if (attribute.name == "href")
                    address = attribute.value;
        if (tokens.type() != html::TokenType::end_tag || tokens.name() != "a" || address.empty())
            continue;
        out.append(html, copied, tokens.end() - copied).append(" (").append(address).append(")");
        copied = tokens.end();
        address.clear();
    }
    out.append(html, copied);
    return paragraphs_of(out);
}

} // namespace broadsheet::newsletter
