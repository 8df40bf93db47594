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

// One pass over a page that copies all but the addresses in runs.
class Rewriter {
public:
    Rewriter(std::string& out, std::string_view page, std::string way, std::vector<std::string_view>* styles)
        : out_(out)
        , at_(page.data())
        , end_(page.data() + page.size())
        , copied_(page.data())
        , way_(std::move(way))
        , styles_(styles)
    {
        out_.reserve(out_.size() + page.size() + page.size() / 16);
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
        out_.append(copied_, end_);
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
        if (is_rooted(value, value_end) && holds_address(attribute))
            return make_relative(value);
        if (attribute.size() < 6 || !holds_candidates(attribute))
            return;
        bool at_address = true;
        for (char const* c = value; c < value_end; ++c) {
            if (at_address && is_rooted(c, value_end))
                make_relative(c);
            at_address = *c == ',' || (at_address && is_white_space(*c));
        }
    }

    static bool is_rooted(char const* value, char const* value_end)
    {
        return *value == '/' && (value + 1 == value_end || (value[1] != '/' && value[1] != '\\'));
    }

    void make_relative(char const* slash)
    {
        out_.append(copied_, slash);
        out_ += way_;
        copied_ = slash + 1;
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

    std::string& out_;
    char const* at_;
    char const* end_;
    char const* copied_;
    std::string way_; // to the root, in place of an address' first slash
    std::vector<std::string_view>* styles_;
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
    Rewriter{out, page_html, way_to_root(page_path), styles}.run();
}

void append_links_below(std::string& out, std::string_view page_html, std::string_view base,
    std::vector<std::string_view>* styles)
{
    Rewriter{out, page_html, std::string(base), styles}.run();
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
