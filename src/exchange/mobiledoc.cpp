#include "exchange/ghost_cards.h"
#include "exchange/ghost_documents.h"
#include "exchange/json_fields.h"
#include "exchange/markup.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <vector>

namespace broadsheet::exchange {

namespace {

namespace json = boost::json;

// Section types of the format.
constexpr std::int64_t markup_section = 1;
constexpr std::int64_t image_section = 2;
constexpr std::int64_t list_section = 3;
constexpr std::int64_t card_section = 10;

constexpr std::int64_t text_marker = 0;

constexpr std::array block_elements{"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside"};
constexpr std::array inline_elements{
    "a", "b", "strong", "i", "em", "code", "s", "del", "u", "sub", "sup", "mark"};

std::string_view text_at(json::array const& array, std::size_t index)
{
    auto const* value = array.if_contains(index);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::int64_t integer_at(json::array const& array, std::size_t index)
{
    auto const* value = array.if_contains(index);
    return value && value->is_int64() ? value->get_int64() : -1;
}

json::array const* array_at(json::array const& array, std::size_t index)
{
    auto const* value = array.if_contains(index);
    return value ? value->if_array() : nullptr;
}

// The array that `index` of a table (markups, atoms, cards) names, if it exists.
json::array const* entry_at(json::array const* table, std::int64_t index)
{
    return table && index >= 0 ? array_at(*table, static_cast<std::size_t>(index)) : nullptr;
}

class Mobiledoc {
public:
    Mobiledoc(json::object const& document, ImportLimits const& limits)
        : markups_(array_of(document, "markups"))
        , atoms_(array_of(document, "atoms"))
        , cards_(array_of(document, "cards"))
        , limits_(limits)
    {
    }

    Result<Rendered> render(json::array const& sections)
    {
        for (auto const& section : sections)
            if (auto const* array = section.if_array())
                TRY(this->section(*array));
        return std::move(rendered_);
    }

private:
    std::string& out() { return rendered_.html; }

    Result<void> count()
    {
        if (++nodes_ > limits_.nodes)
            return limit_reached(fmt::format("mobiledoc: more than {} nodes", limits_.nodes));
        return {};
    }

    Result<void> section(json::array const& section)
    {
        TRY(count());
        switch (integer_at(section, 0)) {
        case markup_section:
            return markup(text_at(section, 1), array_at(section, 2));
        case image_section:
            out() += "<figure class=\"kg-card kg-image-card\"><img";
            append_attribute(out(), "src", text_at(section, 1));
            out() += " alt=\"\"></figure>";
            return {};
        case list_section:
            return list(text_at(section, 1) == "ol" ? "ol" : "ul", array_at(section, 2));
        case card_section:
            card(entry_at(cards_, integer_at(section, 1)));
            return {};
        default:
            return {};
        }
    }

    Result<void> markup(std::string_view name, json::array const* markers)
    {
        if (std::ranges::find(block_elements, name) == block_elements.end())
            name = "p";
        bool is_aside = name == "aside";
        out().append("<").append(is_aside ? "blockquote class=\"kg-blockquote-alt\"" : name).append(">");
        TRY(this->markers(markers));
        out().append("</").append(is_aside ? "blockquote" : name).append(">");
        return {};
    }

    Result<void> list(std::string_view name, json::array const* items)
    {
        out().append("<").append(name).append(">");
        for (auto const& item : items ? *items : json::array()) {
            out() += "<li>";
            TRY(markers(item.if_array()));
            out() += "</li>";
        }
        out().append("</").append(name).append(">");
        return {};
    }

    // A marker: [type, markups opened, number of markups closed, text or atom].
    Result<void> markers(json::array const* markers)
    {
        std::vector<std::string_view> open;
        for (auto const& value : markers ? *markers : json::array()) {
            auto const* marker = value.if_array();
            if (!marker)
                continue;
            TRY(count());
            if (auto const* opened = array_at(*marker, 1))
                for (auto const& index : *opened)
                    open.push_back(
                        begin_markup(entry_at(markups_, index.is_int64() ? index.get_int64() : -1)));
            if (integer_at(*marker, 0) == text_marker)
                append_escaped(out(), text_at(*marker, 3));
            else
                atom(entry_at(atoms_, integer_at(*marker, 3)));
            for (auto closed = integer_at(*marker, 2); closed > 0 && !open.empty(); --closed)
                end_markup(open);
        }
        while (!open.empty())
            end_markup(open);
        return {};
    }

    // Opens the element and returns its name; nothing for one that is not known.
    std::string_view begin_markup(json::array const* markup)
    {
        auto name = markup ? text_at(*markup, 0) : std::string_view();
        auto const* known = std::ranges::find(inline_elements, name);
        if (known == inline_elements.end())
            return {};
        out().append("<").append(name);
        auto const* attributes = array_at(*markup, 1);
        for (std::size_t i = 0; attributes && i + 1 < attributes->size(); i += 2)
            if (auto attribute = text_at(*attributes, i); attribute == "href" || attribute == "rel")
                append_attribute(out(), attribute, text_at(*attributes, i + 1));
        out() += '>';
        return *known;
    }

    void end_markup(std::vector<std::string_view>& open)
    {
        if (!open.back().empty())
            out().append("</").append(open.back()).append(">");
        open.pop_back();
    }

    // An atom: [name, text, payload]. Ghost has two: a soft return, and its own editor's leftovers.
    void atom(json::array const* atom)
    {
        if (!atom)
            return;
        if (text_at(*atom, 0) == "soft-return")
            out() += "<br>";
        else
            append_escaped(out(), text_at(*atom, 1));
    }

    void card(json::array const* card)
    {
        if (!card)
            return;
        auto const* value = card->if_contains(1);
        json::object const none;
        auto const* payload = value ? value->if_object() : nullptr;
        if (!append_ghost_card(out(), text_at(*card, 0), payload ? *payload : none)
            && rendered_.unknown.empty())
            rendered_.unknown = text_at(*card, 0);
    }

    json::array const* markups_;
    json::array const* atoms_;
    json::array const* cards_;
    ImportLimits const& limits_;
    Rendered rendered_;
    std::size_t nodes_ = 0;
};

} // namespace

Result<Rendered> mobiledoc_to_html(std::string_view mobiledoc, ImportLimits const& limits)
{
    json::monotonic_resource memory;
    auto document = parse_json_object(mobiledoc, limits.depth, &memory);
    if (!document.ok())
        return std::move(document).error().within("mobiledoc");
    auto const* sections = array_of(*document, "sections");
    if (!sections)
        return invalid("mobiledoc: there are no \"sections\"");
    return Mobiledoc(*document, limits).render(*sections);
}

} // namespace broadsheet::exchange
