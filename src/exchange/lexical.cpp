#include "base/utf8.h"
#include "exchange/ghost_cards.h"
#include "exchange/ghost_documents.h"
#include "exchange/json_fields.h"
#include "exchange/markup.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace broadsheet::exchange {

namespace {

using Node = boost::json::object;

// The bits of a text node's `format`, in the order in which Ghost nests the elements.
struct Format {
    std::int64_t bit;
    std::string_view element;
};
constexpr std::array formats{Format{1, "strong"}, Format{2, "em"}, Format{4, "s"}, Format{8, "u"},
    Format{16, "code"}, Format{32, "sub"}, Format{64, "sup"}, Format{128, "mark"}};

constexpr std::array text_types{"text", "extended-text", "tab", "zwnj", "tk"};
constexpr std::array link_types{"link", "autolink", "at-link"};

template <typename Names>
bool is_one_of(std::string_view type, Names const& names)
{
    return std::ranges::find(names, type) != names.end();
}

std::vector<Node const*> children_of(Node const& node)
{
    std::vector<Node const*> children;
    if (auto const* array = array_of(node, "children")) {
        for (auto const& child : *array)
            if (auto const* object = child.if_object())
                children.push_back(object);
    }
    return children;
}

// Keeps elements open across neighbouring texts that share a format.
class Formats {
public:
    explicit Formats(std::string& out)
        : out_(out)
    {
    }

    // `rest` is what follows the text whose format this is.
    void change_to(std::int64_t wanted, std::span<Node const* const> rest)
    {
        while (!open_.empty() && (open_mask() & ~wanted) != 0)
            close_one();
        std::vector<Format const*> opening;
        for (auto const& format : formats)
            if ((wanted & format.bit) && !(open_mask() & format.bit))
                opening.push_back(&format);
        std::ranges::sort(opening, {}, [&](Format const* format) {
            return std::pair(-std::ssize(rest.first(run_length(format->bit, rest))), format->bit);
        });
        for (auto const* format : opening) {
            out_.append("<").append(format->element).append(">");
            open_.push_back(format);
        }
    }

    void close_all()
    {
        while (!open_.empty())
            close_one();
    }

private:
    std::int64_t open_mask() const
    {
        std::int64_t mask = 0;
        for (auto const* format : open_)
            mask |= format->bit;
        return mask;
    }

    void close_one()
    {
        out_.append("</").append(open_.back()->element).append(">");
        open_.pop_back();
    }

    static std::size_t run_length(std::int64_t bit, std::span<Node const* const> rest)
    {
        std::size_t length = 0;
        while (length < rest.size() && is_one_of(text_of(*rest[length], "type"), text_types)
            && (integer_of(*rest[length], "format") & bit))
            ++length;
        return length;
    }

    std::string& out_;
    std::vector<Format const*> open_;
};

std::string text_inside(Node const& node)
{
    std::string text(text_of(node, "text"));
    for (auto const* child : children_of(node))
        text += text_inside(*child);
    return text;
}

// The id Ghost gives a heading, so that links to it go on working: lower case without punctuation, white
// space as hyphens, percent-encoded.
std::string heading_id(std::string_view text)
{
    std::string id;
    for (std::size_t at = 0; at < text.size();) {
        auto c = next_code_point(text, at);
        bool is_space = c == ' ' || c == '\t' || c == '\n' || c == 0xa0;
        bool is_upper = (c >= 'A' && c <= 'Z') || (c >= U'А' && c <= U'Я');
        if (is_space)
            id += id.empty() || id.ends_with('-') ? "" : "-";
        else if (c == U'Ё')
            append_code_point(id, U'ё');
        else if (c >= 0x80 || c == '-' || std::isalnum(static_cast<int>(c)))
            append_code_point(id, is_upper ? c + 32 : c);
    }
    while (id.ends_with('-'))
        id.pop_back();
    return percent_encode(id);
}

class Lexical {
public:
    explicit Lexical(ImportLimits const& limits)
        : limits_(limits)
    {
    }

    Result<Rendered> render(Node const& root)
    {
        for (auto const* child : children_of(root))
            TRY(block(*child));
        return std::move(rendered_);
    }

private:
    std::string& out() { return rendered_.html; }

    Result<void> count()
    {
        if (++nodes_ > limits_.nodes)
            return limit_reached(fmt::format("lexical: more than {} nodes", limits_.nodes));
        return {};
    }

    Result<void> block(Node const& node)
    {
        TRY(count());
        auto type = text_of(node, "type");
        if (type == "paragraph")
            return element("p", "", node);
        if (type == "heading" || type == "extended-heading")
            return heading(node);
        if (type == "quote" || type == "extended-quote")
            return element("blockquote", "", node);
        if (type == "aside")
            return element("blockquote", "kg-blockquote-alt", node);
        if (type == "list")
            return list(node);
        if (is_one_of(type, text_types) || is_one_of(type, link_types) || type == "linebreak")
            return inlines(std::array{&node});
        if (!append_ghost_card(out(), type, node) && rendered_.unknown.empty())
            rendered_.unknown = type;
        return {};
    }

    Result<void> heading(Node const& node)
    {
        auto tag = text_of(node, "tag");
        bool fits = tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
        auto name = fits ? tag : std::string_view("h2");
        auto id = heading_id(text_inside(node));
        if (auto times = heading_ids_[id]++; times > 0)
            id += fmt::format("-{}", times);
        out().append("<").append(name);
        if (!id.empty())
            append_attribute(out(), "id", id);
        out() += '>';
        TRY(inlines(children_of(node)));
        out().append("</").append(name).append(">");
        return {};
    }

    Result<void> element(std::string_view name, std::string_view classes, Node const& node)
    {
        out().append("<").append(name);
        if (!classes.empty())
            append_attribute(out(), "class", classes);
        out() += '>';
        TRY(inlines(children_of(node)));
        out().append("</").append(name).append(">");
        return {};
    }

    // Lexical keeps a nested list as an item of its own; HTML wants it inside the item before.
    Result<void> list(Node const& node)
    {
        bool is_ordered = text_of(node, "listType") == "number" || text_of(node, "tag") == "ol";
        out() += is_ordered ? "<ol" : "<ul";
        if (auto start = integer_of(node, "start"); is_ordered && start > 1)
            append_attribute(out(), "start", std::to_string(start));
        out() += '>';
        bool is_open = false;
        for (auto const* item : children_of(node)) {
            TRY(count());
            auto children = children_of(*item);
            bool is_nested = !children.empty() && text_of(*children.front(), "type") == "list";
            if (is_open && !is_nested)
                out() += "</li>";
            if (!is_open || !is_nested)
                out() += "<li>";
            is_open = true;
            TRY(inlines(children));
        }
        out() += is_open ? "</li>" : "";
        out() += is_ordered ? "</ol>" : "</ul>";
        return {};
    }

    Result<void> inlines(std::span<Node const* const> nodes)
    {
        Formats open(out());
        for (std::size_t at = 0; at < nodes.size(); ++at) {
            auto const& node = *nodes[at];
            auto type = text_of(node, "type");
            if (is_one_of(type, text_types)) {
                TRY(count());
                open.change_to(integer_of(node, "format"), nodes.subspan(at + 1));
                append_escaped(out(), text_of(node, "text"));
            } else if (type == "linebreak") {
                out() += "<br>";
            } else {
                open.close_all();
                TRY(is_one_of(type, link_types) ? link(node) : block(node));
            }
        }
        open.close_all();
        return {};
    }

    Result<void> link(Node const& node)
    {
        TRY(count());
        auto url = text_of(node, "url");
        if (url.empty())
            return inlines(children_of(node));
        out() += "<a";
        append_attribute(out(), "href", url);
        if (auto rel = text_of(node, "rel"); !rel.empty())
            append_attribute(out(), "rel", rel);
        out() += '>';
        TRY(inlines(children_of(node)));
        out() += "</a>";
        return {};
    }

    ImportLimits const& limits_;
    Rendered rendered_;
    std::size_t nodes_ = 0;
    std::map<std::string, int> heading_ids_;
};

} // namespace

Result<Rendered> lexical_to_html(std::string_view lexical, ImportLimits const& limits)
{
    boost::json::monotonic_resource memory;
    auto document = parse_json_object(lexical, limits.depth, &memory);
    if (!document.ok())
        return std::move(document).error().within("lexical");
    auto const* root = object_of(*document, "root");
    if (!root)
        return invalid("lexical: there is no \"root\"");
    return Lexical(limits).render(*root);
}

std::string html_to_lexical(std::string_view html)
{
    namespace json = boost::json;
    json::object card{{"type", "html"}, {"version", 1}, {"html", html}};
    json::object root{{"children", json::array{std::move(card)}}, {"direction", nullptr}, {"format", ""},
        {"indent", 0}, {"type", "root"}, {"version", 1}};
    return json::serialize(json::object{{"root", std::move(root)}});
}

} // namespace broadsheet::exchange
