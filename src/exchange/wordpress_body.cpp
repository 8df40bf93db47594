#include "exchange/wordpress_body.h"

#include "base/ascii.h"
#include "exchange/markup.h"
#include "html/sanitise.h"
#include "html/tokeniser.h"

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::exchange {

namespace {

constexpr auto most_body_bytes = html::SanitiseLimits().input_bytes;

// What the text right inside an element becomes.
enum class Inside { paragraphs, paragraphs_if_divided, halves, text };

// An element around which WordPress makes no paragraph.
struct Block {
    std::string_view name;
    Inside inside = Inside::text;
};

constexpr auto blocks = std::to_array<Block>({{"address", Inside::paragraphs_if_divided},
    {"article", Inside::paragraphs_if_divided}, {"aside", Inside::paragraphs_if_divided}, {"audio"},
    {"blockquote", Inside::paragraphs}, {"canvas"}, {"caption"}, {"dd", Inside::paragraphs_if_divided},
    {"details", Inside::paragraphs_if_divided}, {"div", Inside::paragraphs_if_divided}, {"dl"}, {"dt"},
    {"fieldset", Inside::paragraphs_if_divided}, {"figcaption"}, {"figure"},
    {"footer", Inside::paragraphs_if_divided}, {"form", Inside::paragraphs_if_divided}, {"h1"}, {"h2"},
    {"h3"}, {"h4"}, {"h5"}, {"h6"}, {"header", Inside::paragraphs_if_divided}, {"hr"}, {"iframe"},
    {"li", Inside::paragraphs_if_divided}, {"nav", Inside::paragraphs_if_divided}, {"ol"},
    {"p", Inside::halves}, {"pre"}, {"section", Inside::paragraphs_if_divided}, {"summary"}, {"table"},
    {"tbody"}, {"td", Inside::paragraphs_if_divided}, {"tfoot"}, {"th", Inside::paragraphs_if_divided},
    {"thead"}, {"tr"}, {"ul"}, {"video"}});

// Returns its index; the size of the table for any other element.
std::size_t find_block(std::string_view name)
{
    auto const* found = std::ranges::lower_bound(blocks, name, {}, &Block::name);
    bool const is_block = found != blocks.end() && found->name == name;
    return is_block ? static_cast<std::size_t>(found - blocks.begin()) : blocks.size();
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

bool is_address(std::string_view text)
{
    return (text.starts_with("https://") || text.starts_with("http://"))
        && text.find_first_of(" \t\r\n<>\"'[]") == std::string_view::npos;
}

void append_picture(std::string& out, WordpressPicture const& picture)
{
    out += "<img";
    append_attribute(out, "src", picture.url);
    append_attribute(out, "alt", picture.alt);
    out += " loading=\"lazy\">";
}

// Where the picture of a captioned text ends: behind the link around it, where there is one. A link further
// on belongs to the caption.
std::size_t end_of_picture(std::string_view content)
{
    constexpr std::string_view closing = "</a>";
    auto const image = content.find("<img");
    if (image == std::string_view::npos)
        return 0;
    auto const end = content.find('>', image);
    if (end == std::string_view::npos)
        return content.size();
    auto const before = content.substr(0, image);
    auto const link = before.rfind("<a ");
    bool const is_linked
        = link != std::string_view::npos && before.find(closing, link) == std::string_view::npos;
    auto const close = is_linked ? content.find(closing, end) : std::string_view::npos;
    return close == std::string_view::npos ? end + 1 : close + closing.size();
}

// Replaces shortcodes. What closes them is looked for once, so that a text of nothing but "[" takes no longer
// than any other; and once the result is longer than any body may be, no more pictures are added.
class Shortcodes {
public:
    Shortcodes(std::string_view content, FindPicture const& find)
        : content_(content)
        , find_(find)
        , bracket_(ahead("]"))
        , end_of_embed_(ahead("[/embed]"))
        , end_of_caption_(ahead("[/caption]"))
        , end_of_wp_caption_(ahead("[/wp_caption]"))
    {
        out_.reserve(content.size());
    }

    std::string replace()
    {
        while (true) {
            auto const open = std::min(content_.find('[', at_), content_.size());
            out_.append(content_.substr(at_, open - at_));
            at_ = open;
            if (at_ == content_.size())
                return std::move(out_);
            if (!take_gallery() && !take_embed() && !take_player("youtube") && !take_player("vimeo")
                && !take_caption("caption", end_of_caption_)
                && !take_caption("wp_caption", end_of_wp_caption_))
                out_ += content_[at_++];
        }
    }

private:
    struct Ahead {
        std::string_view what;
        std::size_t at;
    };

    Ahead ahead(std::string_view what) const { return {what, content_.find(what)}; }

    std::size_t next(Ahead& ahead) const
    {
        if (ahead.at < at_)
            ahead.at = content_.find(ahead.what, at_);
        return ahead.at;
    }

    // Returns the shortcode of this name that begins here, without its brackets; nothing for any other text.
    std::string_view shortcode(std::string_view name)
    {
        auto const rest = content_.substr(at_ + 1);
        if (!rest.starts_with(name) || rest.size() == name.size()
            || std::string_view(" \t\r\n/]=").find(rest[name.size()]) == std::string_view::npos)
            return {};
        auto const end = next(bracket_);
        if (end == std::string_view::npos || content_.find('[', at_ + 1) < end)
            return {};
        return content_.substr(at_ + 1, end - at_ - 1);
    }

    bool take_gallery()
    {
        auto const ids = attribute(shortcode("gallery"), "ids");
        if (ids.empty())
            return false;
        append_gallery(ids);
        at_ = next(bracket_) + 1;
        return true;
    }

    void append_gallery(std::string_view ids)
    {
        std::string pictures;
        while (!ids.empty() && out_.size() + pictures.size() <= most_body_bytes) {
            auto end = std::min(ids.find(','), ids.size());
            if (auto picture = find_(trimmed(ids.substr(0, end))); !picture.url.empty()) {
                pictures += "<div class=\"kg-gallery-image\">";
                append_picture(pictures, picture);
                pictures += "</div>";
            }
            ids.remove_prefix(std::min(end + 1, ids.size()));
        }
        if (!pictures.empty())
            out_.append("\n\n<figure class=\"kg-card kg-gallery-card\"><div class=\"kg-gallery-container\">"
                        "<div class=\"kg-gallery-row\">")
                .append(pictures)
                .append("</div></div></figure>\n\n");
    }

    // `[embed …]https://…[/embed]`
    bool take_embed()
    {
        if (shortcode("embed").empty() || next(end_of_embed_) == std::string_view::npos)
            return false;
        auto const begin = next(bracket_) + 1;
        if (!append_address(trimmed(content_.substr(begin, end_of_embed_.at - begin))))
            return false;
        at_ = end_of_embed_.at + end_of_embed_.what.size();
        return true;
    }

    // `[youtube https://…]`, `[youtube=https://…]`
    bool take_player(std::string_view name)
    {
        auto const code = shortcode(name);
        if (code.empty() || !append_address(trimmed(code.substr(name.size() + 1))))
            return false;
        at_ = next(bracket_) + 1;
        return true;
    }

    // On a line of its own, which makes a link of it.
    bool append_address(std::string_view address)
    {
        if (!is_address(address))
            return false;
        out_.append("\n\n").append(address).append("\n\n");
        return true;
    }

    // `[caption …]<img …> Text[/caption]`, the text in an attribute in the oldest posts.
    bool take_caption(std::string_view name, Ahead& closing)
    {
        auto const code = shortcode(name);
        if (code.empty() || next(closing) == std::string_view::npos)
            return false;
        auto const begin = next(bracket_) + 1;
        auto const content = content_.substr(begin, closing.at - begin);
        auto const picture = end_of_picture(content);
        auto caption = trimmed(content.substr(picture));
        if (caption.empty())
            caption = attribute(code, "caption");
        out_.append("\n\n<figure class=\"kg-card kg-image-card\">")
            .append(trimmed(content.substr(0, picture)));
        append_caption(out_, caption);
        out_ += "</figure>\n\n";
        at_ = closing.at + closing.what.size();
        return true;
    }

    std::string_view content_;
    FindPicture const& find_;
    std::string out_;
    std::size_t at_ = 0;
    Ahead bracket_;
    Ahead end_of_embed_;
    Ahead end_of_caption_;
    Ahead end_of_wp_caption_;
};

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

// Makes links of addresses that have a line for themselves: WordPress puts players and cards in their place.
class LonelyAddresses {
public:
    explicit LonelyAddresses(std::string_view html)
        : html_(html)
    {
    }

    std::string link()
    {
        std::size_t copied = 0;
        int depth = 0; // of links
        html::Tokeniser tokens(html_);
        while (tokens.next()) {
            bool const is_start = tokens.type() == html::TokenType::start_tag;
            if (is_start && (tokens.name() == "pre" || tokens.name() == "script" || tokens.name() == "style"))
                tokens.skip_raw_text();
            else if (tokens.type() == html::TokenType::text && depth == 0) {
                out_.append(html_.substr(copied, tokens.begin() - copied));
                append_lines(tokens.text());
                copied = tokens.end();
            } else if (tokens.name() == "a")
                depth = std::max(0, depth + (is_start ? 1 : -1));
        }
        out_.append(html_.substr(copied));
        return std::move(out_);
    }

private:
    void append_lines(std::string_view text)
    {
        while (!text.empty()) {
            auto const end = std::min(text.find('\n'), text.size() - 1) + 1;
            auto const line = text.substr(0, end);
            text.remove_prefix(end);
            auto const address = trimmed(line);
            if (!is_address(address)) {
                out_ += line;
                continue;
            }
            auto const begin = static_cast<std::size_t>(address.data() - line.data());
            out_.append(line.substr(0, begin)).append("<a href=\"").append(address).append("\">");
            out_.append(address).append("</a>").append(line.substr(begin + address.size()));
        }
    }

    std::string_view html_;
    std::string out_;
};

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
        end_piece(false);
        return std::move(out_);
    }

private:
    void tag(html::Tokeniser& tokens, std::string_view whole)
    {
        bool const is_start = tokens.type() == html::TokenType::start_tag;
        if (is_start && (tokens.name() == "pre" || tokens.name() == "script" || tokens.name() == "style")) {
            end_text();
            auto begin = tokens.begin();
            tokens.skip_raw_text();
            out_.append(html_.substr(begin, tokens.end() - begin));
            return;
        }
        auto const block = find_block(tokens.name());
        if (block == blocks.size()) {
            append_inline(tokens, whole);
            return;
        }
        end_text();
        if (is_start && !open_.empty() && inside() == Inside::halves) // which any block ends
            close();
        out_.append(whole);
        if (!is_start)
            close_up_to(block);
        else if (tokens.name() != "hr" && !tokens.self_closing())
            open(block);
    }

    // On one line, so that the ends of lines are those of the text.
    void append_inline(html::Tokeniser const& tokens, std::string_view whole)
    {
        if (tokens.name() == "br") {
            paragraph_ += line_break;
            return;
        }
        paragraph_.append(whole);
        std::replace(
            paragraph_.end() - static_cast<std::ptrdiff_t>(whole.size()), paragraph_.end(), '\n', ' ');
    }

    void open(std::size_t block)
    {
        open_.push_back(block);
        ++count_[block];
    }
    void close()
    {
        --count_[open_.back()];
        open_.pop_back();
    }
    // An end tag of nothing that is open ends nothing.
    void close_up_to(std::size_t block)
    {
        for (auto const before = count_[block]; before > 0 && count_[block] == before;)
            close();
    }

    Inside inside() const { return open_.empty() ? Inside::paragraphs : blocks[open_.back()].inside; }

    void text(std::string_view text)
    {
        while (true) {
            auto blank = blank_line(text);
            paragraph_.append(text.substr(0, blank));
            if (blank == std::string_view::npos)
                return;
            end_piece(true);
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

    // Ends the text between two tags of blocks.
    void end_text()
    {
        end_piece(false);
        has_pieces_ = is_behind_blank_line_ = false;
    }

    // Ends the text between two blank lines.
    void end_piece(bool is_at_blank_line)
    {
        auto const content = trimmed(paragraph_);
        if (!content.empty()) {
            append_piece(content, is_at_blank_line);
            has_pieces_ = true;
        } else if (!open_.empty()) {
            out_ += paragraph_;
        }
        paragraph_.clear();
        is_behind_blank_line_ = is_at_blank_line;
    }

    void append_piece(std::string_view content, bool is_at_blank_line)
    {
        bool const is_divided = is_at_blank_line || is_behind_blank_line_;
        bool const is_second = is_behind_blank_line_ && has_pieces_;
        if (inside() == Inside::paragraphs || (inside() == Inside::paragraphs_if_divided && is_divided)) {
            out_ += "<p>";
            append_lines(content);
            out_ += "</p>\n";
        } else if (inside() == Inside::text) {
            out_.append(is_second ? "\n\n" : "").append(paragraph_);
        } else {
            auto const begin = static_cast<std::size_t>(content.data() - paragraph_.data());
            out_.append(is_second ? "</p>\n<p>" : "").append(paragraph_, 0, begin);
            append_lines(content);
            out_.append(paragraph_, begin + content.size());
        }
    }

    // Each line end becomes a <br>, where there is none yet.
    void append_lines(std::string_view content)
    {
        for (char c : content) {
            if (c == '\n' && !has_line_break_at_end())
                out_ += line_break;
            out_ += c;
        }
    }
    bool has_line_break_at_end() const
    {
        auto const last = out_.find_last_not_of(" \t\r");
        return last != std::string::npos && std::string_view(out_).substr(0, last + 1).ends_with(line_break);
    }

    static constexpr std::string_view line_break = "<br>";

    std::string_view html_;
    std::string out_;
    std::string paragraph_;
    std::vector<std::size_t> open_; // blocks around the text
    std::array<std::size_t, blocks.size()> count_{}; // of each of them
    bool has_pieces_ = false; // since the last tag of a block
    bool is_behind_blank_line_ = false;
};

} // namespace

std::string paragraphs_from_blank_lines(std::string_view html)
{
    return Paragraphs(html).make();
}

std::string wordpress_body(std::string_view content, FindPicture const& find)
{
    bool has_blocks = false;
    auto const text = without_comments(content, has_blocks);
    auto const replaced = Shortcodes(text, find).replace();
    auto const html = LonelyAddresses(replaced).link();
    return has_blocks ? std::string(trimmed(html)) : paragraphs_from_blank_lines(html);
}

} // namespace broadsheet::exchange
