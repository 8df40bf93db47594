#include "html/relative_links.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace broadsheet::html {

namespace {

bool is_white_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool holds_address(std::string_view attribute)
{
    static constexpr std::array<std::string_view, 6> names{
        "href", "src", "action", "formaction", "poster", "data-src"};
    return std::any_of(
        names.begin(), names.end(), [&](auto name) { return equals_ignoring_case(attribute, name); });
}

bool holds_candidates(std::string_view attribute)
{
    static constexpr std::array<std::string_view, 3> names{"srcset", "data-srcset", "imagesrcset"};
    return std::any_of(
        names.begin(), names.end(), [&](auto name) { return equals_ignoring_case(attribute, name); });
}

// What has been written of a page, in runs: all but the parts that were given in place of others.
class Copy {
public:
    Copy(std::string& out, std::string_view page)
        : out_(out)
        , copied_(page.data())
    {
        out_.reserve(out_.size() + page.size() + page.size() / 16);
    }
    void replace(char const* begin, char const* end, std::string_view by)
    {
        out_.append(copied_, begin);
        out_ += by;
        copied_ = end;
    }
    void finish(char const* end) { out_.append(copied_, end); }

private:
    std::string& out_;
    char const* copied_;
};

// One pass over a page. `change` is given every address: as whole attributes, and as candidates of a srcset.
template <typename Change>
class Rewriter {
public:
    Rewriter(std::string& out, std::string_view page, Change change, std::vector<std::string_view>* styles)
        : copy_(out, page)
        , at_(page.data())
        , end_(page.data() + page.size())
        , change_(std::move(change))
        , styles_(styles)
    {
    }

    void run()
    {
        while (auto const* tag = find('<')) {
            at_ = tag + 1;
            if (at_ == end_)
                break;
            char c = *at_;
            if (is_letter(c))
                pass_start_tag();
            else if (c == '!' && remaining() >= 3 && at_[1] == '-' && at_[2] == '-')
                pass_behind("-->");
            else if (c == '/' || c == '!' || c == '?')
                pass_behind(">");
        }
        copy_.finish(end_);
    }

private:
    std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
    char const* find(char c) const
    {
        return at_ == end_ ? nullptr : static_cast<char const*>(std::memchr(at_, c, remaining()));
    }

    void pass_behind(std::string_view mark)
    {
        std::size_t found = std::string_view{at_, remaining()}.find(mark);
        at_ = found == std::string_view::npos ? end_ : at_ + found + mark.size();
    }

    void pass_start_tag()
    {
        char const* name = at_;
        while (at_ < end_ && *at_ != '>' && *at_ != '/' && !is_white_space(*at_))
            ++at_;
        std::string_view element{name, static_cast<std::size_t>(at_ - name)};
        while (at_ < end_ && *at_ != '>') {
            if (is_white_space(*at_) || *at_ == '/')
                ++at_;
            else
                pass_attribute();
        }
        if (at_ == end_)
            return;
        ++at_;
        // Elements whose content is text to the parser: script, style, textarea, title.
        char first = to_lower(*name);
        if ((first == 's' || first == 't') && element.size() >= 5)
            pass_raw_text(element);
    }

    void pass_attribute()
    {
        char const* name = at_++;
        while (at_ < end_ && *at_ != '=' && *at_ != '>' && *at_ != '/' && !is_white_space(*at_))
            ++at_;
        std::string_view attribute{name, static_cast<std::size_t>(at_ - name)};
        while (at_ < end_ && is_white_space(*at_))
            ++at_;
        if (at_ == end_ || *at_ != '=')
            return;
        ++at_;
        while (at_ < end_ && is_white_space(*at_))
            ++at_;
        if (at_ == end_)
            return;
        char const* value = at_;
        char const* value_end = nullptr;
        if (*at_ == '"' || *at_ == '\'') {
            value = ++at_;
            value_end = find(*(value - 1));
            at_ = value_end ? value_end + 1 : end_;
            value_end = value_end ? value_end : end_;
        } else {
            while (at_ < end_ && *at_ != '>' && !is_white_space(*at_))
                ++at_;
            value_end = at_;
        }
        if (value != value_end)
            rewrite(attribute, value, value_end);
    }

    void rewrite(std::string_view attribute, char const* value, char const* value_end)
    {
        if (change_.may_change(value, value_end) && holds_address(attribute))
            return change_.attribute(copy_, attribute.data(), value, value_end, at_);
        if (attribute.size() < 6 || !holds_candidates(attribute))
            return;
        bool at_address = true;
        for (char const* c = value; c < value_end; ++c) {
            if (at_address && !is_white_space(*c) && *c != ',')
                change_.candidate(copy_, c, value_end);
            at_address = *c == ',' || (at_address && is_white_space(*c));
        }
    }

    void pass_raw_text(std::string_view element)
    {
        static constexpr std::array<std::string_view, 4> names{"script", "style", "textarea", "title"};
        auto known = std::find_if(
            names.begin(), names.end(), [&](auto name) { return equals_ignoring_case(element, name); });
        if (known == names.end())
            return;
        char const* content = at_;
        while (true) {
            pass_behind("</");
            if (at_ == end_)
                return;
            if (remaining() >= known->size() && equals_ignoring_case({at_, known->size()}, *known))
                break;
        }
        if (styles_ && *known == "style")
            styles_->emplace_back(content, static_cast<std::size_t>(at_ - 2 - content));
    }

    Copy copy_;
    char const* at_;
    char const* end_;
    Change change_;
    std::vector<std::string_view>* styles_;
};

// Puts the way to the root in the place of an address' first slash.
struct MakeRelative {
    std::string way;

    static bool may_change(char const* value, char const* value_end)
    {
        return *value == '/' && (value + 1 == value_end || (value[1] != '/' && value[1] != '\\'));
    }
    void attribute(Copy& copy, char const*, char const* value, char const*, char const*) const
    {
        copy.replace(value, value + 1, way);
    }
    void candidate(Copy& copy, char const* value, char const* value_end) const
    {
        if (may_change(value, value_end))
            copy.replace(value, value + 1, way);
    }
};

// Puts what a function returns in the place of every address.
struct Map {
    AddressMap const& map;

    static bool may_change(char const*, char const*) { return true; }
    void attribute(
        Copy& copy, char const* name, char const* value, char const* value_end, char const* end) const
    {
        if (auto const mapped = map({value, static_cast<std::size_t>(value_end - value)}))
            copy.replace(value, value_end, *mapped);
        else
            copy.replace(name, end, "");
    }
    void candidate(Copy& copy, char const* value, char const* value_end) const
    {
        auto const* end = std::find_if(value, value_end, is_white_space);
        while (end[-1] == ',' && end - 1 > value)
            --end;
        if (auto const mapped = map({value, static_cast<std::size_t>(end - value)}))
            copy.replace(value, end, *mapped);
    }
};

} // namespace

std::string relative_links(std::string_view page_html, std::string_view page_path)
{
    std::string out;
    append_relative_links(out, page_html, page_path);
    return out;
}

void append_relative_links(std::string& out, std::string_view page_html, std::string_view page_path,
    std::vector<std::string_view>* styles)
{
    Rewriter{out, page_html, MakeRelative{way_to_root(page_path)}, styles}.run();
}

void append_links_below(std::string& out, std::string_view page_html, std::string_view base,
    std::vector<std::string_view>* styles)
{
    Rewriter{out, page_html, MakeRelative{std::string(base)}, styles}.run();
}

std::string map_links(std::string_view page_html, AddressMap const& map)
{
    std::string out;
    Rewriter{out, page_html, Map{map}, nullptr}.run();
    return out;
}

std::string way_to_root(std::string_view page_path)
{
    std::string way;
    for (std::size_t at = 1; at < page_path.size(); ++at) {
        if (page_path[at] == '?' || page_path[at] == '#')
            break;
        if (page_path[at] == '/')
            way += "../";
    }
    return way.empty() ? "./" : way; // nothing behind it can then read as a scheme
}

std::string csp_hash(std::string_view style)
{
    return "'sha256-" + to_base64(sha256(style)) + "'";
}

} // namespace broadsheet::html
