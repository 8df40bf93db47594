#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::html {

enum class TokenType { text, start_tag, end_tag };

// Name in lower case; value as written, its character references not decoded. Only letters of names are
// folded.
struct Attribute {
    std::string_view name;
    std::string_view value;
};

// Splits HTML into tags and text as a browser does
// (https://html.spec.whatwg.org/multipage/parsing.html#tokenization). Comments, declarations and processing
// instructions are passed over. Knows no elements: whoever meets a <script> or <style> calls skip_raw_text.
// Views live as long as the input, names until next(). One pass, linear. Not thread-safe.
class Tokeniser {
public:
    explicit Tokeniser(std::string_view html)
        : html_(html)
    {
    }

    // Moves to the next token; false at the end. A tag cut off by the end is no token.
    bool next();

    TokenType type() const { return type_; }
    // Of a text token: as written. Not empty.
    std::string_view text() const { return text_; }
    // Of a tag: its name in lower case.
    std::string_view name() const { return name_; }
    // Of a start tag. When a name is repeated only the first counts, as in browsers.
    std::vector<Attribute> const& attributes() const { return attributes_; }
    bool self_closing() const { return self_closing_; }
    // Offset of the token in the input, and of what follows it.
    std::size_t begin() const { return begin_; }
    std::size_t end() const { return at_; }

    // After a start tag: passes over everything up to and including its end tag, or the rest when there is
    // none.
    void skip_raw_text();

private:
    bool read_tag();
    bool read_attribute();
    std::string_view read_attribute_value();
    void skip_declaration();
    void skip_comment();
    void skip_white_space();
    std::string_view lower_case(std::string_view);

    std::string_view html_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    TokenType type_ = TokenType::text;
    std::string_view text_;
    std::string_view name_;
    bool self_closing_ = false;
    std::vector<Attribute> attributes_;
    std::deque<std::string> folded_; // names that were not written in lower case
};

} // namespace broadsheet::html
