#include "templates/whitespace.h"

#include "base/ascii.h"

#include <optional>

namespace broadsheet::templates {

namespace {

using ast::Body;
using ast::Node;

// JavaScript's \s beyond ASCII: U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000,
// U+FEFF.
constexpr std::string_view wide_spaces[] = {"\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87",
    "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
    "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf"};

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// Returns the bytes of the space the text starts with, 0 if it starts with none.
std::size_t leading_space(std::string_view text)
{
    if (text.empty() || is_space(text.front()))
        return text.empty() ? 0 : 1;
    for (auto space : wide_spaces) {
        if (text.starts_with(space))
            return space.size();
    }
    return 0;
}

std::size_t trailing_space(std::string_view text)
{
    if (text.empty() || is_space(text.back()))
        return text.empty() ? 0 : 1;
    for (auto space : wide_spaces) {
        if (text.ends_with(space))
            return space.size();
    }
    return 0;
}

// The spaces at the end of the text: whether a line ends in them, and whether they are all of the text.
struct Trail {
    bool has_line_end = false;
    bool is_everything = false;
};

Trail trail_of(std::string_view text)
{
    Trail trail;
    while (auto size = trailing_space(text)) {
        trail.has_line_end |= text.back() == '\n';
        text.remove_suffix(size);
    }
    trail.is_everything = text.empty();
    return trail;
}

Trail lead_of(std::string_view text)
{
    Trail lead;
    while (auto size = leading_space(text)) {
        lead.has_line_end |= text.front() == '\n';
        text.remove_prefix(size);
    }
    lead.is_everything = text.empty();
    return lead;
}

// The nodes before and after a place between two nodes of a body.
Node* node_at(Body& body, std::size_t index)
{
    return index < body.nodes.size() ? &body.nodes[index] : nullptr;
}

// Whether only spaces stand between the place before node `index` and the start of its line. At the start
// of the template they may lack that line.
bool is_blank_before(Body& body, std::size_t index, bool is_root)
{
    if (index == 0)
        return is_root;
    auto const& previous = body.nodes[index - 1];
    if (previous.kind != Node::Kind::content)
        return false;
    auto trail = trail_of(previous.original);
    return trail.has_line_end || (index == 1 && is_root && trail.is_everything);
}

// The same between node `index` and the end of the line before it.
bool is_blank_after(Body& body, std::size_t index, bool is_root)
{
    auto const* next = node_at(body, index);
    if (!next)
        return is_root;
    if (next->kind != Node::Kind::content)
        return false;
    auto lead = lead_of(next->original);
    bool is_last = index + 1 == body.nodes.size();
    return lead.has_line_end || (is_last && is_root && lead.is_everything);
}

enum class Amount { line, everything };

// Removes spaces from the start of node `index`: all of them, or those up to the end of the line, once.
void trim_start(Body& body, std::size_t index, Amount amount)
{
    auto* node = node_at(body, index);
    if (!node || node->kind != Node::Kind::content || (amount == Amount::line && node->is_right_stripped))
        return;
    auto text = node->text;
    if (amount == Amount::everything) {
        while (auto size = leading_space(text))
            text.remove_prefix(size);
    } else {
        while (!text.empty() && is_blank(text.front()))
            text.remove_prefix(1);
        if (text.starts_with('\r'))
            text.remove_prefix(1);
        if (text.starts_with('\n'))
            text.remove_prefix(1);
    }
    node->is_right_stripped = text.size() != node->text.size();
    node->text = text;
}

// Removes spaces from the end of the node before `index`: all of them, or those since the line began,
// once. Returns whether there were any.
bool trim_end(Body& body, std::size_t index, Amount amount)
{
    auto* node = index > 0 ? node_at(body, index - 1) : nullptr;
    if (!node || node->kind != Node::Kind::content || (amount == Amount::line && node->is_left_stripped))
        return false;
    auto text = node->text;
    if (amount == Amount::everything) {
        while (auto size = trailing_space(text))
            text.remove_suffix(size);
    } else {
        while (!text.empty() && is_blank(text.back()))
            text.remove_suffix(1);
    }
    node->is_left_stripped = text.size() != node->text.size();
    node->text = text;
    return node->is_left_stripped;
}

void trim_end(Body& body, Amount amount)
{
    trim_end(body, body.nodes.size(), amount);
}

// Returns the blanks at the end of the text.
std::string_view indentation(std::string_view text)
{
    auto start = text.size();
    while (start > 0 && is_blank(text[start - 1]))
        --start;
    return text.substr(start);
}

class WhitespaceControl {
public:
    explicit WhitespaceControl(bool ignore_standalone)
        : ignore_standalone_(ignore_standalone)
    {
    }

    void visit(Body& body, bool is_root);

private:
    // What a node asks of the text around it.
    struct Wish {
        ast::Strip strip;
        bool open_standalone = false;
        bool close_standalone = false;
        bool inline_standalone = false;
    };

    std::optional<Wish> visit(Node&);
    Wish visit_block(Node&);
    void strip_inverse(Node& block, Body& program, Body& first_inverse);

    bool ignore_standalone_;
};

void WhitespaceControl::visit(Body& body, bool is_root)
{
    for (std::size_t i = 0; i < body.nodes.size(); ++i) {
        auto& node = body.nodes[i];
        auto wish = visit(node);
        if (!wish)
            continue;
        bool blank_before = is_blank_before(body, i, is_root);
        bool blank_after = is_blank_after(body, i + 1, is_root);
        if (wish->strip.close)
            trim_start(body, i + 1, Amount::everything);
        if (wish->strip.open)
            trim_end(body, i, Amount::everything);
        if (ignore_standalone_)
            continue;
        if (wish->inline_standalone && blank_before && blank_after) {
            trim_start(body, i + 1, Amount::line);
            if (trim_end(body, i, Amount::line) && node.kind == Node::Kind::partial)
                node.indent = indentation(body.nodes[i - 1].original);
        }
        if (wish->open_standalone && blank_before) {
            trim_start(*(node.program ? node.program : node.inverse), 0, Amount::line);
            trim_end(body, i, Amount::line);
        }
        if (wish->close_standalone && blank_after) {
            trim_start(body, i + 1, Amount::line);
            trim_end(*(node.inverse ? node.inverse : node.program), Amount::line);
        }
    }
}

std::optional<WhitespaceControl::Wish> WhitespaceControl::visit(Node& node)
{
    switch (node.kind) {
    case Node::Kind::content:
        return std::nullopt;
    case Node::Kind::mustache:
    case Node::Kind::decorator:
        return Wish{.strip = node.open_strip};
    case Node::Kind::comment:
    case Node::Kind::partial:
        return Wish{.strip = node.open_strip, .inline_standalone = true};
    case Node::Kind::block:
    case Node::Kind::partial_block:
    case Node::Kind::decorator_block:
        return visit_block(node);
    }
    return std::nullopt;
}

WhitespaceControl::Wish WhitespaceControl::visit_block(Node& block)
{
    for (auto* body : {block.program.get(), block.inverse.get()}) {
        if (body)
            visit(*body, false);
    }
    auto& program = *(block.program ? block.program : block.inverse);
    auto* inverse = block.program ? block.inverse.get() : nullptr;
    auto* first_inverse = inverse;
    if (inverse && inverse->is_chained)
        first_inverse = inverse->nodes.front().program.get();

    auto& before_close = first_inverse ? *first_inverse : program;
    Wish wish{.strip = {block.open_strip.open, block.close_strip.close},
        .open_standalone = is_blank_after(program, 0, false),
        .close_standalone = is_blank_before(before_close, before_close.nodes.size(), false)};

    if (block.open_strip.close)
        trim_start(program, 0, Amount::everything);
    if (inverse)
        strip_inverse(block, program, *first_inverse);
    else if (block.close_strip.open)
        trim_end(program, Amount::everything);
    return wish;
}

void WhitespaceControl::strip_inverse(Node& block, Body& program, Body& first_inverse)
{
    auto* last_inverse = block.inverse.get();
    while (last_inverse->is_chained)
        last_inverse = last_inverse->nodes.back().program.get();

    if (block.inverse_strip.open)
        trim_end(program, Amount::everything);
    if (block.inverse_strip.close)
        trim_start(first_inverse, 0, Amount::everything);
    if (block.close_strip.open)
        trim_end(*last_inverse, Amount::everything);
    if (!ignore_standalone_ && is_blank_before(program, program.nodes.size(), false)
        && is_blank_after(first_inverse, 0, false)) {
        trim_end(program, Amount::line);
        trim_start(first_inverse, 0, Amount::line);
    }
}

} // namespace

void control_whitespace(Body& root, bool ignore_standalone)
{
    WhitespaceControl(ignore_standalone).visit(root, true);
}

} // namespace broadsheet::templates
