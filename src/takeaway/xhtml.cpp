#include "takeaway/xhtml.h"

#include "html/attributes.h"
#include "html/characters.h"
#include "html/elements.h"
#include "html/tokeniser.h"
#include "site/xml.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <vector>

namespace broadsheet::takeaway {

namespace {

constexpr std::array<std::string_view, 50> kept = {"a", "abbr", "b", "bdi", "bdo", "blockquote", "br",
    "caption", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tfoot", "tr", "u", "ul"};

void append_attribute(std::string& out, std::string_view name, std::string_view value)
{
    out.append(" ").append(name).append("=\"");
    site::append_xml(out, value);
    out += '"';
}

// One pass over the body. Clean HTML is nested properly, so that tags are translated one by one; elements
// that stand where the schema has no place for them (an <li> alone) become <div>.
class Writer {
public:
    Writer(std::string_view clean_html, BookLinks const& links)
        : tokens_(clean_html)
        , links_(links)
    {
        for (html::Tokeniser tokens(clean_html); tokens.next();)
            if (tokens.type() == html::TokenType::start_tag)
                if (auto id = html::attribute(tokens.attributes(), "id"); !id.empty())
                    ids_.insert(std::move(id));
    }

    std::string run()
    {
        while (tokens_.next()) {
            if (tokens_.type() == html::TokenType::text)
                site::append_xml(out_, html::decoded(tokens_.text(), html::Place::text));
            else if (tokens_.type() == html::TokenType::start_tag)
                start();
            else
                end();
        }
        while (!open_.empty())
            close();
        return std::move(out_);
    }

private:
    struct Open {
        std::string source;
        std::string_view written; // empty: nothing
    };

    std::string value(std::string_view name) const { return html::attribute(tokens_.attributes(), name); }
    bool is_inside(std::string_view written) const
    {
        return std::ranges::any_of(open_, [&](Open const& open) { return open.written == written; });
    }
    std::string_view written_as(std::string_view name) const;
    void start();
    void end();
    void close();
    void picture();
    void player(std::string_view name);
    void common_attributes();
    void own_attributes(std::string_view written);

    html::Tokeniser tokens_;
    BookLinks const& links_;
    std::unordered_set<std::string> ids_; // that links within the body may lead to
    std::unordered_set<std::string> given_; // ids, each once
    std::vector<Open> open_;
    std::string out_;
};

std::string_view Writer::written_as(std::string_view name) const
{
    auto const parent = open_.empty() ? std::string_view() : open_.back().written;
    if (name == "h1")
        return "h2";
    if (name == "li" && parent != "ul" && parent != "ol")
        return "div";
    if ((name == "dt" || name == "dd") && parent != "dl")
        return "div";
    if (name == "figcaption" && parent != "figure")
        return "div";
    if (name == "a" && is_inside("a"))
        return "";
    auto const found = std::ranges::find(kept, name);
    return found != kept.end() ? *found : std::string_view();
}

void Writer::common_attributes()
{
    if (auto id = value("id"); !id.empty() && given_.insert(id).second)
        append_attribute(out_, "id", id);
    if (auto const language = value("lang"); !language.empty()) {
        append_attribute(out_, "lang", language);
        append_attribute(out_, "xml:lang", language);
    }
    if (auto const direction = value("dir"); !direction.empty())
        append_attribute(out_, "dir", direction);
}

void Writer::own_attributes(std::string_view written)
{
    auto copy = [&](std::string_view name) {
        if (auto const text = value(name); !text.empty())
            append_attribute(out_, name, text);
    };
    if (written == "abbr" || written == "dfn")
        copy("title");
    if (written == "ol")
        copy("start");
    if (written == "td" || written == "th") {
        copy("colspan");
        copy("rowspan");
    }
    if (written != "a")
        return;
    auto const address = value("href");
    if (address.starts_with('#')) {
        if (ids_.contains(address.substr(1)))
            append_attribute(out_, "href", address);
    } else if (auto const link = links_.link(address))
        append_attribute(out_, "href", *link);
}

void Writer::picture()
{
    auto const alt = value("alt");
    if (auto const source = links_.picture(value("src"))) {
        out_ += "<img";
        append_attribute(out_, "src", *source);
        append_attribute(out_, "alt", alt);
        out_ += "/>";
    } else if (!alt.empty()) {
        out_ += "<em>";
        site::append_xml(out_, alt);
        out_ += "</em>";
    }
}

// A book plays nothing: what is played on the web is linked to.
void Writer::player(std::string_view name)
{
    auto const source = value("src");
    auto const link = source.empty() || is_inside("a") ? std::nullopt : links_.link(source);
    if (!link)
        return;
    out_ += name == "video" ? "<span>▶ <a" : "<span>♪ <a";
    append_attribute(out_, "href", *link);
    out_ += ">";
    site::append_xml(out_, *link);
    out_ += "</a></span>";
}

void Writer::start()
{
    auto const name = tokens_.name();
    if (name == "img")
        return picture();
    if (name == "br" || name == "hr") {
        out_.append("<").append(name).append("/>");
        return;
    }
    auto const* element = html::find_element(name);
    if (element != nullptr && element->is_void())
        return;
    if (name == "video" || name == "audio")
        player(name);
    auto const written = written_as(name);
    open_.push_back({std::string(name), written});
    if (written.empty())
        return;
    out_.append("<").append(written);
    common_attributes();
    own_attributes(written);
    out_ += '>';
}

void Writer::close()
{
    if (auto const written = open_.back().written; !written.empty())
        out_.append("</").append(written).append(">");
    open_.pop_back();
}

void Writer::end()
{
    auto const name = tokens_.name();
    if (std::ranges::none_of(open_, [&](Open const& open) { return open.source == name; }))
        return;
    while (open_.back().source != name)
        close();
    close();
}

} // namespace

std::string to_xhtml(std::string_view clean_html, BookLinks const& links)
{
    return Writer(clean_html, links).run();
}

} // namespace broadsheet::takeaway
