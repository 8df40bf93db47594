#pragma once

#include <gumbo.h>

#include "html/characters.h"

#include <set>
#include <string>

// An independent judge of what the sanitiser writes: gumbo, which follows the parsing rules of the HTML
// standard.
namespace broadsheet::html::testing {

inline void write_node(std::string& out, GumboNode const& node);

inline void write_children(std::string& out, GumboElement const& element)
{
    for (unsigned index = 0; index < element.children.length; ++index)
        write_node(out, *static_cast<GumboNode const*>(element.children.data[index]));
}

inline void write_element(std::string& out, GumboElement const& element)
{
    static std::set<std::string> const void_elements{"br", "col", "hr", "img", "source", "track"};
    static std::set<std::string> const flags{
        "controls", "default", "loop", "muted", "open", "playsinline", "reversed"};
    std::string name = gumbo_normalized_tagname(element.tag);
    if (name.empty()) { // <picture> is younger than gumbo
        GumboStringPiece written = element.original_tag;
        gumbo_tag_from_original_text(&written);
        name.assign(written.data, written.length);
    }
    out += "<" + name;
    for (unsigned index = 0; index < element.attributes.length; ++index) {
        auto const& attribute = *static_cast<GumboAttribute const*>(element.attributes.data[index]);
        out += std::string{" "} + attribute.name;
        if (flags.contains(attribute.name))
            continue;
        out += "=\"";
        append_attribute_value(out, attribute.value);
        out += '"';
    }
    out += '>';
    if (void_elements.contains(name))
        return;
    auto const* first
        = element.children.length ? static_cast<GumboNode const*>(element.children.data[0]) : nullptr;
    if (name == "pre" && first && first->type != GUMBO_NODE_ELEMENT && first->v.text.text[0] == '\n')
        out += '\n';
    write_children(out, element);
    out += "</" + name + ">";
}

inline void write_node(std::string& out, GumboNode const& node)
{
    if (node.type == GUMBO_NODE_ELEMENT)
        write_element(out, node.v.element);
    else if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE)
        append_text(out, node.v.text.text);
    else
        out += "<!-- a node of no kind the sanitiser writes -->";
}

// Returns the body as the judge has understood it, written in our canonical form: equal to the input if no
// browser builds another tree from it.
inline std::string read_back(std::string const& html)
{
    std::string page = "<!DOCTYPE html><html><head></head><body><i></i>" + html;
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    GumboOutput* output = gumbo_parse_with_options(&options, page.data(), page.size());
    std::string out;
    auto const& children = output->root->v.element.children;
    for (unsigned index = 0; index < children.length; ++index) {
        auto const& child = *static_cast<GumboNode const*>(children.data[index]);
        if (child.type == GUMBO_NODE_ELEMENT && child.v.element.tag == GUMBO_TAG_BODY)
            write_children(out, child.v.element);
    }
    gumbo_destroy_output(&options, output);
    return out.substr(std::string{"<i></i>"}.size());
}

} // namespace broadsheet::html::testing
