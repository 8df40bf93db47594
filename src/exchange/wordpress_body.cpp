#include "exchange/wordpress_body.h"

#include "exchange/markup.h"
#include "html/tokeniser.h"

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::exchange {

namespace {

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

// Elements around which WordPress makes no paragraph.
bool is_block(std::string_view name)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"address", "article", "aside", "audio", "blockquote", "canvas", "caption", "dd", "details", "div",
            "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
            "h6", "header", "hr", "iframe", "li", "nav", "ol", "p", "pre", "section", "summary", "table",
            "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video"});
    return std::ranges::binary_search(names, name);
}

// A shortcode's attribute: name="value", name='value' or name=value.
std::string_view attribute(std::string_view shortcode, std::string_view name)
{
    for (auto at = shortcode.find(name); at != std::string_view::npos; at = shortcode.find(name, at + 1)) {
        if (at == 0 || !is_space(shortcode[at - 1]))
            continue;
        auto rest = shortcode.substr(at + name.size());
        if (!rest.starts_with('='))
            continue;
        rest.remove_prefix(1);
        if (rest.starts_with('"') || rest.starts_with('\''))
            return rest.substr(1, rest.find(rest[0], 1) - 1);
        return rest.substr(0, rest.find_first_of(" \t\r\n/]"));
    }
    return {};
}

void append_picture(std::string& out, WordpressPicture const& picture)
{
    out += "<img";
    append_attribute(out, "src", picture.url);
    append_attribute(out, "alt", picture.alt);
    out += " loading=\"lazy\">";
}

void append_gallery(std::string& out, std::string_view ids, FindPicture const& find)
{
    std::string pictures;
    while (!ids.empty()) {
        auto end = std::min(ids.find(','), ids.size());
        if (auto picture = find(trimmed(ids.substr(0, end))); !picture.url.empty()) {
            pictures += "<div class=\"kg-gallery-image\">";
            append_picture(pictures, picture);
            pictures += "</div>";
        }
        ids.remove_prefix(std::min(end + 1, ids.size()));
    }
    if (!pictures.empty())
        out.append("\n\n<figure class=\"kg-card kg-gallery-card\"><div class=\"kg-gallery-container\">"
                   "<div class=\"kg-gallery-row\">")
            .append(pictures)
            .append("</div></div></figure>\n\n");
}

// `[caption …]<img …> Text[/caption]`, the text in an attribute in the oldest posts.
void append_captioned(std::string& out, std::string_view shortcode, std::string_view content)
{
    auto end = std::max(content.rfind("/>"), content.rfind("</a>"));
    if (content.rfind("</a>") != std::string_view::npos)
        end = content.rfind("</a>") + 4;
    else if (auto image = content.find("<img"); image != std::string_view::npos)
        end = std::min(content.find('>', image), content.size() - 1) + 1;
    else
        end = 0;
    auto caption = trimmed(content.substr(end));
    if (caption.empty())
        caption = attribute(shortcode, "caption");
    out.append("\n\n<figure class=\"kg-card kg-image-card\">").append(trimmed(content.substr(0, end)));
    append_caption(out, caption);
    out += "</figure>\n\n";
}

// Handles the shortcode that `text` begins with; returns how many bytes it takes, 0 for one that stays text.
std::size_t take_shortcode(std::string& out, std::string_view text, FindPicture const& find)
{
    auto end = text.find(']');
    if (end == std::string_view::npos)
        return 0;
    auto shortcode = text.substr(1, end - 1);
    auto name = shortcode.substr(0, shortcode.find_first_of(" \t\r\n/"));
    if (name == "gallery" && !attribute(shortcode, "ids").empty()) {
        append_gallery(out, attribute(shortcode, "ids"), find);
        return end + 1;
    }
    constexpr std::string_view closing = "[/caption]";
    auto close = text.find(closing);
    if ((name != "caption" && name != "wp_caption") || close == std::string_view::npos)
        return 0;
    append_captioned(out, shortcode, text.substr(end + 1, close - end - 1));
    return close + closing.size();
}

std::string without_shortcodes(std::string_view content, FindPicture const& find)
{
    std::string out;
    out.reserve(content.size());
    while (true) {
        auto at = content.find('[');
        out.append(content.substr(0, at));
        if (at == std::string_view::npos)
            return out;
        content.remove_prefix(at);
        auto taken = take_shortcode(out, content, find);
        if (taken == 0) {
            out += '[';
            taken = 1;
        }
        content.remove_prefix(taken);
    }
}

// Drops comments: those that mark blocks, <!--more--> and <!--nextpage-->.
std::string without_comments(std::string_view content, bool& has_blocks)
{
    std::string out;
    out.reserve(content.size());
    while (true) {
        auto begin = content.find("<!--");
        out.append(content.substr(0, begin));
        if (begin == std::string_view::npos)
            return out;
        content.remove_prefix(begin);
        has_blocks = has_blocks || content.starts_with("<!-- wp:");
        auto end = content.find("-->");
        if (end == std::string_view::npos)
            return out;
        content.remove_prefix(end + 3);
    }
}

// Splits HTML at blank lines and at block elements, and wraps what lies between.
class Paragraphs {
public:
    explicit Paragraphs(std::string_view html)
        : html_(html)
    {
    }

    std::string make()
    {
        html::Tokeniser tokens(html_);
        while (tokens.next()) {
            auto whole = html_.substr(tokens.begin(), tokens.end() - tokens.begin());
            if (tokens.type() == html::TokenType::text)
                text(whole);
            else
                tag(tokens, whole);
        }
        flush();
        return std::move(out_);
    }

private:
    void tag(html::Tokeniser& tokens, std::string_view whole)
    {
        bool is_start = tokens.type() == html::TokenType::start_tag;
        if (is_start && (tokens.name() == "pre" || tokens.name() == "script" || tokens.name() == "style")) {
            flush();
            auto begin = tokens.begin();
            tokens.skip_raw_text();
            out_.append(html_.substr(begin, tokens.end() - begin));
            return;
        }
        if (!is_block(tokens.name())) {
            paragraph_.append(whole);
            return;
        }
        flush();
        out_.append(whole);
        bool is_empty = tokens.name() == "hr" || tokens.self_closing();
        if (is_start && !is_empty)
            ++depth_;
        else if (!is_start && depth_ > 0)
            --depth_;
    }

    void text(std::string_view text)
    {
        while (true) {
            auto blank = blank_line(text);
            paragraph_.append(text.substr(0, blank));
            if (blank == std::string_view::npos)
                return;
            flush();
            text.remove_prefix(blank);
            while (!text.empty() && is_space(text.front()))
                text.remove_prefix(1);
        }
    }

    // Offset of two line ends with nothing but space between.
    static std::size_t blank_line(std::string_view text)
    {
        for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
            auto next = text.find_first_not_of(" \t\r", at + 1);
            if (next != std::string_view::npos && text[next] == '\n')
                return at;
        }
        return std::string_view::npos;
    }

    // Inside a block, text stays as it is; outside, it becomes a paragraph, its line ends <br>.
    void flush()
    {
        auto content = trimmed(paragraph_);
        if (depth_ > 0) {
            out_.append(paragraph_);
        } else if (!content.empty()) {
            out_ += "<p>";
            for (char c : content) {
                if (c == '\n')
                    out_ += "<br>";
                out_ += c;
            }
            out_ += "</p>\n";
        }
        paragraph_.clear();
    }

    std::string_view html_;
    std::string out_;
    std::string paragraph_;
    int depth_ = 0;
};

} // namespace

std::string paragraphs_from_blank_lines(std::string_view html)
{
    return Paragraphs(html).make();
}

std::string wordpress_body(std::string_view content, FindPicture const& find)
{
    bool has_blocks = false;
    auto html = without_shortcodes(without_comments(content, has_blocks), find);
    return has_blocks ? std::string(trimmed(html)) : paragraphs_from_blank_lines(html);
}

} // namespace broadsheet::exchange
