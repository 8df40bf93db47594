#include "html/attributes.h"

#include "html/attribute_values.h"
#include "html/characters.h"
#include "html/urls.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace broadsheet::html {

namespace {

using Cleaner = std::string (*)(std::string_view decoded);

enum class Value { kept_when_not_empty, kept_when_empty, flag };

struct Rule {
    std::string_view name;
    Cleaner clean = nullptr; // nullptr for flags
    Value value = Value::kept_when_not_empty;
};

constexpr Rule global_rules[]{{"class", values::classes}, {"id", values::id}, {"lang", values::language},
    {"dir", values::direction}, {"title", values::text}};

constexpr Rule link_rules[]{{"href", values::link}};
constexpr Rule image_rules[]{{"src", safe_url}, {"srcset", safe_srcset}, {"sizes", values::css_condition},
    {"alt", values::text, Value::kept_when_empty}, {"width", values::pixels}, {"height", values::pixels},
    {"loading", values::loading}};
constexpr Rule source_rules[]{{"src", safe_url}, {"srcset", safe_srcset}, {"sizes", values::css_condition},
    {"media", values::css_condition}, {"type", values::media_type}, {"width", values::pixels},
    {"height", values::pixels}};
constexpr Rule video_rules[]{{"src", safe_url}, {"poster", values::poster}, {"width", values::pixels},
    {"height", values::pixels}, {"preload", values::preload}, {"loop", nullptr, Value::flag},
    {"muted", nullptr, Value::flag}, {"playsinline", nullptr, Value::flag}};
constexpr Rule audio_rules[]{{"src", safe_url}, {"preload", values::preload}, {"loop", nullptr, Value::flag}};
constexpr Rule track_rules[]{{"src", safe_url}, {"kind", values::track_kind}, {"srclang", values::language},
    {"label", values::text}, {"default", nullptr, Value::flag}};
constexpr Rule cite_rules[]{{"cite", safe_url}};
constexpr Rule time_rules[]{{"datetime", values::date_time}};
constexpr Rule cell_rules[]{{"colspan", values::number}, {"rowspan", values::number},
    {"scope", values::scope}, {"align", values::alignment}};
constexpr Rule column_rules[]{{"span", values::number}};
constexpr Rule ordered_list_rules[]{
    {"start", values::signed_number}, {"reversed", nullptr, Value::flag}, {"type", values::numbering}};
constexpr Rule list_item_rules[]{{"value", values::signed_number}};
constexpr Rule details_rules[]{{"open", nullptr, Value::flag}};

struct ElementRules {
    std::string_view element;
    std::span<Rule const> rules;
};

constexpr ElementRules element_rules[]{{"a", link_rules}, {"img", image_rules}, {"source", source_rules},
    {"video", video_rules}, {"audio", audio_rules}, {"track", track_rules}, {"blockquote", cite_rules},
    {"q", cite_rules}, {"time", time_rules}, {"td", cell_rules}, {"th", cell_rules}, {"col", column_rules},
    {"colgroup", column_rules}, {"ol", ordered_list_rules}, {"li", list_item_rules},
    {"details", details_rules}};

void append_attribute(std::string& out, std::string_view name, std::string_view value)
{
    ((out += ' ') += name) += "=\"";
    append_attribute_value(out, value);
    out += '"';
}

void append_value(std::string& out, std::string_view name, std::string_view value)
{
    if (!value.empty())
        append_attribute(out, name, value);
}

Attribute const* find(std::vector<Attribute> const& attributes, std::string_view name)
{
    auto found = std::find_if(
        attributes.begin(), attributes.end(), [&](auto const& candidate) { return candidate.name == name; });
    return found == attributes.end() ? nullptr : &*found;
}

void append_by_rule(std::string& out, Rule const& rule, Attribute const* found)
{
    if (!found)
        return;
    if (rule.value == Value::flag) {
        (out += ' ') += rule.name;
        return;
    }
    std::string value = rule.clean(decoded(found->value, Place::attribute));
    if (rule.value == Value::kept_when_empty)
        append_attribute(out, rule.name, value);
    else
        append_value(out, rule.name, value);
}

// What says how a link is meant stays; "noopener" keeps the page opened from reaching back.
void append_relation(std::string& out, std::vector<Attribute> const& attributes)
{
    std::string href = values::link(attribute(attributes, "href"));
    if (href.empty())
        return;
    std::string relation = is_outside(href) ? "noopener" : "";
    std::string given = attribute(attributes, "rel");
    for (std::string_view kept : {"nofollow", "sponsored", "ugc", "noreferrer"}) {
        if (given.find(kept) == std::string::npos)
            continue;
        if (!relation.empty())
            relation += ' ';
        relation += kept;
    }
    append_value(out, "rel", relation);
}

bool contains(std::string_view out, std::size_t from, std::string_view attribute)
{
    return out.find(attribute, from) != std::string_view::npos;
}

// Players get the browser's controls. False, and everything from `before` taken back, when the element lacks
// what it is for. A quotation mark in a value is written as a reference, so what looks like an attribute is
// one.
bool append_required(std::string& out, std::size_t before, std::string_view element)
{
    bool complete = true;
    if (element == "video" || element == "audio")
        out += " controls";
    else if (element == "img" || element == "track")
        complete = contains(out, before, " src=\"");
    else if (element == "source")
        complete = contains(out, before, " src=\"") || contains(out, before, " srcset=\"");
    else if (element == "a")
        complete = contains(out, before, " href=\"") || contains(out, before, " id=\"");
    else if (element == "span")
        complete = out.size() > before;
    if (!complete)
        out.resize(before);
    return complete;
}

} // namespace

std::string attribute(std::vector<Attribute> const& attributes, std::string_view name)
{
    Attribute const* found = find(attributes, name);
    return found ? decoded(found->value, Place::attribute) : std::string{};
}

bool append_clean_attributes(
    std::string& out, std::string_view element, std::vector<Attribute> const& attributes)
{
    if (attributes.empty())
        return append_required(out, out.size(), element);
    std::size_t before = out.size();
    auto rules = std::find_if(std::begin(element_rules), std::end(element_rules),
        [&](ElementRules const& candidate) { return candidate.element == element; });
    if (rules != std::end(element_rules)) {
        for (Rule const& rule : rules->rules)
            append_by_rule(out, rule, find(attributes, rule.name));
    }
    if (element == "a")
        append_relation(out, attributes);
    for (Rule const& rule : global_rules) {
        // The way to name a place before every element could have an id.
        bool by_name = element == "a" && rule.name == "id" && !find(attributes, "id");
        append_by_rule(out, rule, by_name ? find(attributes, "name") : find(attributes, rule.name));
    }
    return append_required(out, before, element);
}

} // namespace broadsheet::html
