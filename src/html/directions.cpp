#include "html/directions.h"

#include "base/ascii.h"
#include "html/attributes.h"
#include "html/characters.h"
#include "html/elements.h"
#include "html/tokeniser.h"
#include "text/first_direction.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace broadsheet::html {

namespace {

// Of a text that has no such byte nothing begins from right to left: most texts are looked at no further.
bool may_hold_right_to_left(std::string_view html)
{
    return std::ranges::any_of(html, [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return (byte >= 0xD6 && byte <= 0xDF) || byte == 0xE0 || byte >= 0xEF;
    }) || html.find("&#") != std::string_view::npos;
}

bool is_directed(std::string_view name)
{
    constexpr std::array<std::string_view, 12> names{
        "p", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "td", "th"};
    return std::ranges::find(names, name) != names.end();
}

class Directions {
public:
    Directions(std::string_view html, std::string_view of_article)
        : tokens_(html)
        , html_(html)
        , of_article_(of_article)
    {
    }

    std::string run()
    {
        while (tokens_.next()) {
            if (tokens_.type() == TokenType::start_tag)
                open();
            else if (tokens_.type() == TokenType::end_tag)
                close();
            else if (undecided_ > 0 && apart_ == 0)
                decide();
        }
        return written();
    }

private:
    struct Open {
        std::string_view name;
        std::optional<std::size_t> place; // of the attribute, where it may get one
        bool is_undecided = false; // until its first letter
        std::string_view direction; // "ltr" or "rtl"; "": as that of what it stands in
        bool is_apart = false; // figures, whose words say nothing of the text's direction, and code
        bool holds_notes = false;
    };

    void open()
    {
        auto const name = tokens_.name();
        auto const* element = find_element(name);
        if (!element || element->is_void())
            return;
        Open open;
        open.name = element->name;
        auto const said = attribute(tokens_.attributes(), "dir");
        open.is_apart = name == "figure" || name == "pre";
        // The editor's notes are a list that says nothing but its notes.
        open.holds_notes = name == "section" && attribute(tokens_.attributes(), "class") == "footnotes";
        bool const is_note_list = notes_ > 0 && (name == "ol" || name == "li");
        if (said == "rtl" || said == "ltr")
            open.direction = said == "rtl" ? "rtl" : "ltr";
        else if (said == "auto" || (is_directed(name) && !is_note_list)) {
            open.is_undecided = true;
            if (said.empty())
                open.place = place_in_tag();
        }
        undecided_ += open.is_undecided ? 1 : 0;
        apart_ += open.is_apart ? 1 : 0;
        notes_ += open.holds_notes ? 1 : 0;
        open_.push_back(open);
    }

    void close()
    {
        // Clean HTML closes what it opens, in order.
        if (open_.empty() || open_.back().name != tokens_.name())
            return;
        undecided_ -= open_.back().is_undecided ? 1 : 0;
        apart_ -= open_.back().is_apart ? 1 : 0;
        notes_ -= open_.back().holds_notes ? 1 : 0;
        open_.pop_back();
    }

    // Where the sanitiser writes the attribute.
    std::size_t place_in_tag() const
    {
        auto const tag = html_.substr(tokens_.begin(), tokens_.end() - tokens_.begin());
        return tokens_.begin() + std::min(tag.find(" title=\""), tag.size() - 1);
    }

    // The first letter decides for all that are open: what goes against that which it stands in says so.
    void decide()
    {
        text_.clear();
        append_decoded(text_, tokens_.text(), Place::text);
        auto const found = text::first_direction(text_);
        if (found.empty())
            return;
        auto around = of_article_;
        for (auto& open : open_) {
            if (open.is_undecided) {
                open.is_undecided = false;
                open.direction = found;
                if (open.place && around != found)
                    places_.push_back(*open.place);
            }
            around = open.direction.empty() ? around : open.direction;
        }
        undecided_ = 0;
    }

    std::string written()
    {
        std::ranges::sort(places_);
        std::string out;
        std::size_t copied = 0;
        for (auto place : places_) {
            out.append(html_, copied, place - copied).append(" dir=\"auto\"");
            copied = place;
        }
        return out.append(html_, copied);
    }

    Tokeniser tokens_;
    std::string_view html_;
    std::string_view of_article_;
    std::vector<Open> open_;
    std::size_t undecided_ = 0;
    std::size_t apart_ = 0;
    std::size_t notes_ = 0;
    std::vector<std::size_t> places_;
    std::string text_;
};

} // namespace

std::string with_directions(std::string clean_html, std::string_view of_article)
{
    if (of_article != "rtl" && !may_hold_right_to_left(clean_html))
        return clean_html;
    return Directions(clean_html, of_article).run();
}

} // namespace broadsheet::html
