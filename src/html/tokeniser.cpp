#include "html/tokeniser.h"

#include "base/ascii.h"

#include <algorithm>

namespace broadsheet::html {

namespace {

bool is_white_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

} // namespace

bool Tokeniser::next()
{
    while (at_ < html_.size()) {
        begin_ = at_;
        char const* less_than = html_[at_] == '<'
            ? html_.data() + at_
            : std::find(html_.data() + at_, html_.data() + html_.size(), '<');
        std::size_t tag = static_cast<std::size_t>(less_than - html_.data());
        // A '<' that opens no tag is text.
        while (tag < html_.size() && tag + 1 < html_.size() && !is_letter(html_[tag + 1])
            && html_[tag + 1] != '/' && html_[tag + 1] != '!' && html_[tag + 1] != '?')
            tag = std::min(html_.find('<', tag + 1), html_.size());
        if (tag + 1 == html_.size())
            tag = html_.size();
        if (tag > begin_) {
            type_ = TokenType::text;
            text_ = html_.substr(begin_, tag - begin_);
            at_ = tag;
            return true;
        }
        if (is_letter(html_[tag + 1])
            || (html_[tag + 1] == '/' && tag + 2 < html_.size() && is_letter(html_[tag + 2])))
            return read_tag();
        if (html_[tag + 1] == '/' && tag + 2 == html_.size()) {
            type_ = TokenType::text;
            text_ = html_.substr(begin_);
            at_ = html_.size();
            return true;
        }
        skip_declaration();
    }
    return false;
}

bool Tokeniser::read_tag()
{
    attributes_.clear();
    folded_.clear();
    self_closing_ = false;
    type_ = html_[at_ + 1] == '/' ? TokenType::end_tag : TokenType::start_tag;
    at_ += type_ == TokenType::end_tag ? 2 : 1;
    std::size_t name_begin = at_;
    while (at_ < html_.size() && !is_white_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>')
        ++at_;
    name_ = lower_case(html_.substr(name_begin, at_ - name_begin));
    while (at_ < html_.size()) {
        skip_white_space();
        if (at_ == html_.size())
            return false;
        if (html_[at_] == '>') {
            ++at_;
            return true;
        }
        if (html_[at_] == '/') {
            ++at_;
            self_closing_ = at_ < html_.size() && html_[at_] == '>';
            continue;
        }
        if (!read_attribute())
            return false;
    }
    return false;
}

// False when the input ended inside.
bool Tokeniser::read_attribute()
{
    std::size_t name_begin = at_;
    // A name may begin with '='
    // (https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state).
    ++at_;
    while (at_ < html_.size() && !is_white_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>'
        && html_[at_] != '=')
        ++at_;
    Attribute attribute{lower_case(html_.substr(name_begin, at_ - name_begin)), {}};
    skip_white_space();
    if (at_ < html_.size() && html_[at_] == '=') {
        ++at_;
        skip_white_space();
        attribute.value = read_attribute_value();
    }
    if (at_ >= html_.size())
        return false;
    // A tag with very many attributes would make each name's search expensive; the rest say nothing we keep.
    constexpr std::size_t most_attributes = 64;
    bool repeated = std::any_of(attributes_.begin(), attributes_.end(),
        [&](auto const& other) { return other.name == attribute.name; });
    if (!repeated && attributes_.size() < most_attributes)
        attributes_.push_back(attribute);
    return true;
}

std::string_view Tokeniser::read_attribute_value()
{
    if (at_ >= html_.size())
        return {};
    if (char quote = html_[at_]; quote == '"' || quote == '\'') {
        std::size_t begin = at_ + 1;
        std::size_t close = html_.find(quote, begin);
        at_ = close == std::string_view::npos ? html_.size() : close + 1;
        return html_.substr(begin, std::min(close, html_.size()) - begin);
    }
    std::size_t begin = at_;
    while (at_ < html_.size() && !is_white_space(html_[at_]) && html_[at_] != '>')
        ++at_;
    return html_.substr(begin, at_ - begin);
}

void Tokeniser::skip_declaration()
{
    if (html_.substr(at_, 4) == "<!--")
        return skip_comment();
    std::size_t close = html_.find('>', at_);
    at_ = close == std::string_view::npos ? html_.size() : close + 1;
}

// https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state: "<!-->" and "<!--->" are whole
// comments, and
// "--!>" ends one too.
void Tokeniser::skip_comment()
{
    std::size_t from = at_ + 4;
    if (html_.substr(from, 1) == ">" || html_.substr(from, 2) == "->") {
        at_ = html_.find('>', from) + 1;
        return;
    }
    while ((from = html_.find("--", from)) != std::string_view::npos) {
        std::size_t close = html_.substr(from + 2, 1) == "!" ? from + 3 : from + 2;
        if (html_.substr(close, 1) == ">") {
            at_ = close + 1;
            return;
        }
        ++from;
    }
    at_ = html_.size();
}

void Tokeniser::skip_raw_text()
{
    std::string name{name_};
    while ((at_ = html_.find("</", at_)) != std::string_view::npos) {
        std::size_t behind = at_ + 2 + name.size();
        bool ends_name = behind >= html_.size() || is_white_space(html_[behind]) || html_[behind] == '/'
            || html_[behind] == '>';
        if (ends_name && equals_ignoring_case(html_.substr(at_ + 2, name.size()), name)) {
            begin_ = at_;
            read_tag();
            return;
        }
        at_ += 2;
    }
    at_ = html_.size();
}

void Tokeniser::skip_white_space()
{
    while (at_ < html_.size() && is_white_space(html_[at_]))
        ++at_;
}

std::string_view Tokeniser::lower_case(std::string_view name)
{
    if (std::none_of(name.begin(), name.end(), is_upper))
        return name;
    return folded_.emplace_back(to_lower(name));
}

} // namespace broadsheet::html
