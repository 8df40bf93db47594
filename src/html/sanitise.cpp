#include "html/sanitise.h"

#include "base/utf8.h"
#include "html/attributes.h"
#include "html/characters.h"
#include "html/elements.h"
#include "html/tokeniser.h"
#include "html/tree_writer.h"
#include "html/urls.h"

#include <fmt/format.h>

#include <utility>

namespace broadsheet::html {

namespace {

class Sanitiser {
public:
    Sanitiser(std::string_view html, SanitiseLimits const& limits)
        : tokens_(html)
        , writer_(limits)
    {
    }

    Result<std::string> run()
    {
        while (tokens_.next()) {
            if (!dropped_name_.empty())
                pass_over();
            else if (tokens_.type() == TokenType::text)
                take_text();
            else if (Element const* element = find_element(tokens_.name()))
                tokens_.type() == TokenType::start_tag ? take_start(*element) : take_end(*element);
            TRY(writer_.check());
        }
        return std::move(writer_).finish();
    }

private:
    void take_text();
    void take_start(Element const&);
    void take_end(Element const&);
    void take_frame(bool has_content);
    void drop();
    void pass_over();
    bool has_class(std::string_view name) const;
    bool is_operated_by_script(Element const&) const;
    Element const* written_for(Element const&) const;

    Tokeniser tokens_;
    TreeWriter writer_;
    std::string text_;
    std::string attributes_;
    std::string dropped_name_; // the element being dropped with its content, and how often it is open
    std::size_t dropped_depth_ = 0;
    bool behind_pre_ = false;
};

void Sanitiser::take_text()
{
    text_.clear();
    append_decoded(text_, tokens_.text(), Place::text);
    std::string_view text = text_;
    if (std::exchange(behind_pre_, false) && text.starts_with('\n'))
        text.remove_prefix(1);
    if (!text.empty())
        writer_.text(text);
}

void Sanitiser::take_start(Element const& element)
{
    behind_pre_ = element.name == "pre";
    switch (element.fate) {
    case Fate::drop:
        return drop();
    case Fate::drop_raw_text:
        return tokens_.skip_raw_text();
    case Fate::drop_void:
        return;
    case Fate::link:
        return take_frame(!element.is_void());
    case Fate::keep:
        break;
    }
    if (is_operated_by_script(element))
        return drop();
    Element const* written = written_for(element);
    attributes_.clear();
    if (written && append_clean_attributes(attributes_, written->name, tokens_.attributes()))
        writer_.open(element, *written, attributes_);
    else
        writer_.open_unwritten(element);
}

void Sanitiser::take_end(Element const& element)
{
    behind_pre_ = false;
    if (element.name == "br")
        writer_.open(element, element, "");
    else if (element.fate == Fate::keep && !element.is_void())
        writer_.close(element);
}

// What a frame showed is one press away, and nothing is loaded from there until the reader asks for it.
void Sanitiser::take_frame(bool has_content)
{
    std::string address = page_behind_frame(attribute(tokens_.attributes(), "src"));
    std::string title = attribute(tokens_.attributes(), "title");
    if (has_content)
        tokens_.skip_raw_text();
    if (address.empty())
        return;
    Element const& figure = *find_element("figure");
    Element const& link = *find_element("a");
    bool needs_figure = !writer_.is_open(figure);
    if (needs_figure)
        writer_.open(figure, figure, " class=\"kg-card kg-embed-card\"");
    attributes_.clear();
    append_clean_attributes(attributes_, "a", {{"href", address}});
    writer_.open(link, link, attributes_);
    bool has_title = title.find_first_not_of(" \t\n") != std::string::npos;
    writer_.text(has_title ? std::string_view{title} : host_of(address));
    writer_.close(link);
    if (needs_figure)
        writer_.close(figure);
}

void Sanitiser::drop()
{
    if (tokens_.self_closing() && (tokens_.name() == "svg" || tokens_.name() == "math"))
        return;
    dropped_name_ = tokens_.name();
    dropped_depth_ = 1;
}

void Sanitiser::pass_over()
{
    if (tokens_.type() == TokenType::text)
        return;
    if (tokens_.name() == dropped_name_) {
        bool opens = tokens_.type() == TokenType::start_tag && !tokens_.self_closing();
        if (opens)
            ++dropped_depth_;
        else if (tokens_.type() == TokenType::end_tag && --dropped_depth_ == 0)
            dropped_name_.clear();
        return;
    }
    Element const* element = find_element(tokens_.name());
    if (tokens_.type() == TokenType::start_tag && element && element->fate == Fate::drop_raw_text)
        tokens_.skip_raw_text();
}

bool Sanitiser::has_class(std::string_view name) const
{
    for (auto const& candidate : tokens_.attributes()) {
        if (candidate.name != "class")
            continue;
        // As it will be written, so that what is written is read the same way.
        auto const written = decoded(candidate.value, Place::attribute);
        std::string_view rest = written;
        while (!rest.empty()) {
            auto const end = std::min(rest.find_first_of(" \t\n"), rest.size());
            if (rest.substr(0, end) == name)
                return true;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return false;
}

// Ghost's own buttons around a player, and its sign-up form.
bool Sanitiser::is_operated_by_script(Element const& element) const
{
    if (element.name == "form")
        return has_class("kg-signup-card-form");
    return element.name == "div"
        && (has_class("kg-audio-player") || has_class("kg-video-overlay")
            || has_class("kg-video-player-container"));
}

// Returns the element to write: Ghost's toggles become <details>, which open without script, and what
// Google Docs says in styles is said in elements. nullptr leaves the element out and keeps its content.
Element const* Sanitiser::written_for(Element const& element) const
{
    if (element.name == "div" && has_class("kg-toggle-card"))
        return find_element("details");
    if (element.name == "div" && has_class("kg-toggle-heading"))
        return find_element("summary");
    if (element.name == "span" || element.name == "b") {
        std::string style = attribute(tokens_.attributes(), "style");
        std::erase(style, ' ');
        bool has_weight = style.find("font-weight:") != std::string::npos;
        bool bold = style.find("font-weight:700") != std::string::npos
            || style.find("font-weight:bold") != std::string::npos;
        if (element.name == "b")
            return has_weight && !bold ? nullptr : &element;
        if (bold)
            return find_element("strong");
        if (style.find("font-style:italic") != std::string::npos)
            return find_element("em");
    }
    return element.written_as.empty() ? &element : find_element(element.written_as);
}

} // namespace

Result<std::string> sanitise(std::string_view html, SanitiseLimits const& limits)
{
    if (html.size() > limits.input_bytes)
        return limit_reached(fmt::format("the HTML is longer than {} bytes; divide it", limits.input_bytes));
    if (std::size_t bad = find_invalid_utf8(html); bad != std::string_view::npos)
        return invalid(fmt::format("the HTML is not UTF-8 at byte {}; convert it first", bad));
    return Sanitiser{html, limits}.run();
}

} // namespace broadsheet::html
