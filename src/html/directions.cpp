#include "html/directions.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "html/attributes.h"
#include "html/characters.h"
#include "html/elements.h"
#include "html/tokeniser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace broadsheet::html {

namespace {

enum class Direction { left_to_right, right_to_left };

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t N>
bool is_in(std::array<Range, N> const& ranges, char32_t point)
{
    return std::ranges::any_of(
        ranges, [&](Range const& range) { return point >= range.first && point <= range.last; });
}

// The blocks of scripts from right to left (Unicode 15, DerivedBidiClass.txt: R and AL by default), and the
// digits among them, which go from left to right.
constexpr std::array<Range, 6> right_to_left{{{0x590, 0x8FF}, {0x200F, 0x200F}, {0xFB1D, 0xFDFF},
    {0xFE70, 0xFEFC}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}}};
constexpr std::array<Range, 4> digits{{{0x600, 0x605}, {0x660, 0x669}, {0x6F0, 0x6F9}, {0x10E60, 0x10E7E}}};
// Signs, spaces and marks, which have no direction of their own.
constexpr std::array<Range, 13> without{{{0x80, 0xA9}, {0xAB, 0xB4}, {0xB6, 0xB9}, {0xBB, 0xBF}, {0xD7, 0xD7},
    {0xF7, 0xF7}, {0x2B9, 0x36F}, {0x2000, 0x200D}, {0x2010, 0x2070}, {0x20A0, 0x2BFF}, {0x2E00, 0x303F},
    {0xFE00, 0xFE6F}, {0xFEFF, 0xFF20}}};
constexpr char32_t first_emoji = 0x1F000;

std::optional<Direction> direction_of(char32_t point)
{
    if (point < 0x80)
        return is_letter(static_cast<char>(point)) ? std::optional(Direction::left_to_right) : std::nullopt;
    if (is_in(right_to_left, point))
        return is_in(digits, point) ? std::nullopt : std::optional(Direction::right_to_left);
    if (is_in(without, point) || (point >= first_emoji && point < 0x20000) || point >= 0xE0000)
        return std::nullopt;
    return Direction::left_to_right;
}

std::optional<Direction> first_direction(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();)
        if (auto const direction = direction_of(next_code_point(text, at)))
            return direction;
    return {};
}

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
    Directions(std::string_view html, Direction of_article)
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
        std::optional<Direction> direction;
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
            open.direction = said == "rtl" ? Direction::right_to_left : Direction::left_to_right;
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
        auto const found = first_direction(text_);
        if (!found)
            return;
        auto around = of_article_;
        for (auto& open : open_) {
            if (open.is_undecided) {
                open.is_undecided = false;
                open.direction = *found;
                if (open.place && around != *found)
                    places_.push_back(*open.place);
            }
            around = open.direction.value_or(around);
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
    Direction of_article_;
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
    bool const is_right_to_left = of_article == "rtl";
    if (!is_right_to_left && !may_hold_right_to_left(clean_html))
        return clean_html;
    auto const direction = is_right_to_left ? Direction::right_to_left : Direction::left_to_right;
    return Directions(clean_html, direction).run();
}

} // namespace broadsheet::html
