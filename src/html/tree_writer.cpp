#include "html/tree_writer.h"

#include "html/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace broadsheet::html {

namespace {

bool is_white_space(std::string_view text)
{
    return text.find_first_not_of(" \t\n\f") == std::string_view::npos;
}

// White space, no-break spaces and line breaks: what editors leave behind in an empty paragraph.
bool is_blank(std::string_view html)
{
    while (!html.empty()) {
        std::size_t length = is_white_space(html.substr(0, 1)) ? 1
            : html.starts_with("\u00A0")                       ? std::string_view{"\u00A0"}.size()
            : html.starts_with("<br>")                         ? 4
                                                               : 0;
        if (length == 0)
            return false;
        html.remove_prefix(length);
    }
    return true;
}

bool is_table_part(Model model)
{
    return model >= Model::caption && model <= Model::cell;
}

// Where the parser's scopes end
// (https://html.spec.whatwg.org/multipage/parsing.html#has-an-element-in-scope).
bool ends_scope(Model model)
{
    return model == Model::table || model == Model::caption || model == Model::cell;
}

// Whether a part of a table can hold another, with at most a row implied between them.
bool leads_to(Model part, Model inner)
{
    switch (inner) {
    case Model::cell:
        return part == Model::row || part == Model::row_group;
    case Model::row:
        return part == Model::row_group;
    case Model::column:
        return part == Model::column_group;
    default:
        return false;
    }
}

bool closes_paragraph(Model model)
{
    return (model >= Model::block && model <= Model::table) || model == Model::void_block;
}

Element const& element(std::string_view name)
{
    Element const* found = find_element(name);
    VERIFY(found);
    return *found;
}

} // namespace

void TreeWriter::open(Element const& source, Element const& written, std::string_view attributes)
{
    if (!make_room(written))
        return open_unwritten(source);
    write_start(source, written, attributes);
}

void TreeWriter::open_unwritten(Element const& source)
{
    if (source.is_void())
        return;
    if (open_.size() >= limits_.depth)
        too_deep_ = true;
    else
        open_.push_back({&source, nullptr, out_.size(), out_.size()});
}

void TreeWriter::write_start(Element const& source, Element const& written, std::string_view attributes)
{
    ++elements_;
    std::size_t start = out_.size();
    ((out_ += '<') += written.name) += attributes;
    out_ += '>';
    if (written.is_void())
        return;
    if (open_.size() >= limits_.depth)
        too_deep_ = true;
    else
        open_.push_back({&source, &written, start, out_.size()});
}

void TreeWriter::close(Element const& source)
{
    bool whole_table = is_table_part(source.model) || source.model == Model::table;
    for (std::size_t index = open_.size(); index-- > 0;) {
        Open const& candidate = open_[index];
        bool both_headings = source.model == Model::heading && candidate.source->model == Model::heading;
        if (candidate.source == &source || both_headings) {
            pop_through(index);
            return;
        }
        if (!candidate.written)
            continue;
        if (whole_table ? candidate.written->model == Model::table : ends_scope(candidate.written->model))
            break;
    }
    std::erase_if(pending_, [&](Pending const& pending) { return pending.source == &source; });
}

void TreeWriter::text(std::string_view text)
{
    Element const* parent = innermost();
    if (is_white_space(text)) {
        if (parent
            && (parent->model == Model::table
                || (is_table_part(parent->model) && !ends_scope(parent->model))))
            return;
    } else {
        imply_cell();
        reopen_formatting();
        parent = innermost();
    }
    // The parser passes over a line end right behind <pre>.
    if (parent && parent->name == "pre" && text.starts_with('\n') && out_.ends_with("<pre>"))
        out_ += '\n';
    append_text(out_, text);
}

bool TreeWriter::is_open(Element const& written) const
{
    return std::any_of(
        open_.begin(), open_.end(), [&](Open const& entry) { return entry.written == &written; });
}

Result<std::string> TreeWriter::finish() &&
{
    while (!open_.empty())
        pop();
    TRY(check());
    return std::move(out_);
}

Result<void> TreeWriter::check() const
{
    if (too_deep_)
        return limit_reached(
            fmt::format("the HTML has more than {} elements inside each other; flatten it", limits_.depth));
    if (elements_ > limits_.elements)
        return limit_reached(fmt::format("the HTML has more than {} elements; divide it", limits_.elements));
    if (out_.size() > limits_.output_bytes)
        return limit_reached(
            fmt::format("the HTML is longer than {} bytes; divide it", limits_.output_bytes));
    return {};
}

Element const* TreeWriter::innermost() const
{
    auto found = std::find_if(open_.rbegin(), open_.rend(), [](Open const& entry) { return entry.written; });
    return found == open_.rend() ? nullptr : found->written;
}

// Brings the parser to where the element may start; false when there is no such place.
bool TreeWriter::make_room(Element const& written)
{
    if (is_table_part(written.model))
        return make_room_in_table(written);
    imply_cell();
    if (closes_paragraph(written.model)) {
        if (written.model == Model::list_item || written.model == Model::description)
            close_item(written.model);
        close_paragraph();
        if (written.model == Model::heading)
            close_heading();
        return true;
    }
    if (written.model == Model::media_part) {
        Element const* parent = innermost();
        return parent && (parent->name == "picture" || parent->name == "video" || parent->name == "audio");
    }
    if (written.name == "a" && !close_link())
        return false;
    reopen_formatting();
    return true;
}

// https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intable: rows, groups and columns close
// each other, and imply what is missing between the table and themselves.
bool TreeWriter::make_room_in_table(Element const& written)
{
    auto is_table = [](Open const& entry) { return entry.written && entry.written->model == Model::table; };
    auto innermost_table = std::find_if(open_.rbegin(), open_.rend(), is_table);
    if (innermost_table == open_.rend())
        return false;
    auto table = static_cast<std::size_t>(open_.rend() - innermost_table) - 1;
    std::size_t parent = table;
    for (std::size_t index = table + 1; index < open_.size(); ++index) {
        if (open_[index].written && leads_to(open_[index].written->model, written.model))
            parent = index;
    }
    if (parent + 1 < open_.size())
        pop_through(parent + 1);
    pending_.clear();
    Model const found = open_[parent].written->model;
    if ((written.model == Model::row || written.model == Model::cell) && found == Model::table)
        write_start(element("tbody"), element("tbody"), "");
    if (written.model == Model::cell && found != Model::row)
        write_start(element("tr"), element("tr"), "");
    if (written.model == Model::column && found == Model::table)
        write_start(element("colgroup"), element("colgroup"), "");
    return true;
}

// Content that stands in a table outside its cells gets a cell.
void TreeWriter::imply_cell()
{
    Element const* parent = innermost();
    if (!parent
        || (parent->model != Model::table && parent->model != Model::row_group && parent->model != Model::row
            && parent->model != Model::column_group))
        return;
    make_room_in_table(element("td"));
    write_start(element("td"), element("td"), "");
    if (!too_deep_)
        open_.back().implied = true;
}

void TreeWriter::close_paragraph()
{
    for (std::size_t index = open_.size(); index-- > 0;) {
        Element const* written = open_[index].written;
        if (!written)
            continue;
        if (written->model == Model::paragraph)
            return pop_through(index);
        if (ends_scope(written->model))
            return;
    }
}

// An <li> ends the one before it, unless a block other than <div> and <p> stands between; <dt> and <dd>
// likewise.
void TreeWriter::close_item(Model model)
{
    for (std::size_t index = open_.size(); index-- > 0;) {
        Element const* written = open_[index].written;
        if (!written)
            continue;
        if (written->model == model)
            return pop_through(index);
        bool passed_over = written->model < Model::block || written->name == "div" || written->name == "p";
        if (!passed_over)
            return;
    }
}

void TreeWriter::close_heading()
{
    for (std::size_t index = open_.size(); index-- > 0;) {
        Element const* written = open_[index].written;
        if (!written)
            continue;
        if (written->model == Model::heading)
            return pop_through(index);
        if (written->model >= Model::block)
            return;
    }
}

// A link ends the one before it. False when the link would still stand inside another, across a table cell.
bool TreeWriter::close_link()
{
    Element const& link = element("a");
    std::erase_if(pending_, [&](Pending const& pending) { return pending.written == &link; });
    for (std::size_t index = open_.size(); index-- > 0;) {
        Element const* written = open_[index].written;
        if (!written)
            continue;
        if (written == &link) {
            pop_through(index);
            return true;
        }
        if (ends_scope(written->model))
            return !is_open(link);
    }
    return true;
}

// https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements
void TreeWriter::reopen_formatting()
{
    for (Pending const& pending : std::exchange(pending_, {})) {
        std::string_view attributes = pending.start_tag;
        attributes.remove_prefix(1 + pending.written->name.size());
        attributes.remove_suffix(1);
        write_start(*pending.source, *pending.written, attributes);
    }
}

// Closes everything down to and including the entry at `index`. Formatting inside it goes on behind it;
// formatting inside a table cell does not.
void TreeWriter::pop_through(std::size_t index)
{
    constexpr std::size_t most_pending = 8;
    std::vector<Pending> reopened;
    while (open_.size() > index) {
        Open const& entry = open_.back();
        if (entry.written && ends_scope(entry.written->model)) {
            reopened.clear();
            pending_.clear();
        }
        bool goes_on = entry.written && entry.written->model == Model::formatting && open_.size() > index + 1;
        if (goes_on && reopened.size() + pending_.size() < most_pending)
            reopened.push_back(
                {entry.source, entry.written, out_.substr(entry.start, entry.content - entry.start)});
        pop();
    }
    pending_.insert(pending_.begin(), std::make_move_iterator(reopened.rbegin()),
        std::make_move_iterator(reopened.rend()));
}

void TreeWriter::pop()
{
    Open const entry = open_.back();
    open_.pop_back();
    if (!entry.written)
        return;
    if (!says_nothing(entry)) {
        ((out_ += "</") += entry.written->name) += '>';
        return;
    }
    out_.resize(entry.start);
    // What stood on two lines must not run together.
    bool block = entry.written->model >= Model::block;
    if (block && !out_.empty() && out_.back() != '>'
        && !is_white_space(std::string_view{out_}.substr(out_.size() - 1)))
        out_ += '\n';
}

bool TreeWriter::says_nothing(Open const& entry) const
{
    std::string_view start_tag = std::string_view{out_}.substr(entry.start, entry.content - entry.start);
    std::string_view content = std::string_view{out_}.substr(entry.content);
    if ((entry.written->model == Model::cell && !entry.implied)
        || start_tag.find(" id=\"") != std::string_view::npos)
        return false;
    if (entry.written->model < Model::block ? !content.empty() : !is_blank(content))
        return false;
    if (entry.written->name == "video" || entry.written->name == "audio")
        return start_tag.find(" src=\"") == std::string_view::npos;
    return entry.written->model != Model::column_group
        || start_tag.find(" span=\"") == std::string_view::npos;
}

} // namespace broadsheet::html
