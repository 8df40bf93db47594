#include "templates/lexer.h"

#include "base/ascii.h"

#include <array>

namespace broadsheet::templates {

namespace {

constexpr auto npos = std::string_view::npos;

// The characters a plain identifier cannot have.
bool is_identifier(char c)
{
    return !is_space(c) && std::string_view("!\"#%&'()*+,./;<=>@[\\]^`{|}~").find(c) == npos;
}

bool is_word(char c)
{
    return is_alphanumeric(c) || c == '_';
}

class Lexer {
public:
    Lexer(std::string_view source, TextStore& store)
        : source_(source)
        , store_(store)
    {
    }

    std::vector<Token> run()
    {
        while (tokens_.empty()
            || (tokens_.back().kind != TokenKind::end && tokens_.back().kind != TokenKind::invalid)) {
            if (raw_depth_ > 0)
                read_raw();
            else if (in_tag_)
                read_tag();
            else
                read_content();
        }
        return std::move(tokens_);
    }

private:
    std::string_view rest() const { return source_.substr(at_); }
    char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }
    bool at_end() const { return at_ >= source_.size(); }

    // Adds the next `size` bytes as a token, or `text` in their place.
    void take(TokenKind kind, std::size_t size, std::string_view text)
    {
        tokens_.push_back({kind, static_cast<std::uint32_t>(at_), text});
        at_ += size;
    }
    void take(TokenKind kind, std::size_t size) { take(kind, size, source_.substr(at_, size)); }
    void close(TokenKind kind, std::size_t size)
    {
        take(kind, size);
        in_tag_ = false;
    }

    void read_content();
    void read_escaped_content();
    void read_raw();
    void read_tag();
    bool read_opening();
    bool read_comment(std::size_t marker);
    bool read_else(std::size_t start);
    bool read_literal();
    void read_string(char quote);
    void read_segment();
    void read_identifier();
    std::string_view unescaped(std::string_view text, std::string_view escapable);

    std::string_view source_;
    TextStore& store_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    bool in_tag_ = false;
    int raw_depth_ = 0;
};

// Text up to the next tag. `\{{` writes the braces as they are, `\\{{` a backslash before a tag.
void Lexer::read_content()
{
    if (at_end())
        return take(TokenKind::end, 0);
    auto size = rest().find("{{");
    if (size == npos)
        return take(TokenKind::content, rest().size());
    auto text = rest().substr(0, size);
    bool escaped_brace = text.ends_with('\\') && !text.ends_with("\\\\");
    if (text.ends_with('\\'))
        text.remove_suffix(1);
    if (!text.empty())
        take(TokenKind::content, size, text);
    else
        at_ += size;
    if (escaped_brace)
        read_escaped_content();
    else
        in_tag_ = true;
}

void Lexer::read_escaped_content()
{
    auto size = rest().find("{{", 2);
    if (size == npos)
        return take(TokenKind::content, rest().size());
    for (int backslashes = 0; backslashes < 2 && size > 2 && rest()[size - 1] == '\\'; ++backslashes)
        --size;
    take(TokenKind::content, size);
}

// Between {{{{name}}}} and {{{{/name}}}} everything is text, and such blocks nest.
void Lexer::read_raw()
{
    if (!rest().starts_with("{{{{")) {
        auto size = rest().find("{{{{");
        if (size == npos)
            return take(TokenKind::invalid, 0, rest().substr(0, 1));
        return take(TokenKind::content, size);
    }
    if (peek(4) != '/') {
        if (at_ + 4 >= source_.size())
            return take(TokenKind::invalid, 0);
        ++raw_depth_;
        return take(TokenKind::content, 4);
    }
    auto name_end = at_ + 5;
    while (name_end < source_.size() && is_identifier(source_[name_end]))
        ++name_end;
    if (name_end == at_ + 5 || !source_.substr(name_end).starts_with("}}}}"))
        return take(TokenKind::invalid, 0, rest().substr(0, 5));
    auto size = name_end + 4 - at_;
    --raw_depth_;
    if (raw_depth_ > 0)
        take(TokenKind::content, size);
    else
        take(TokenKind::end_raw_block, size, source_.substr(at_ + 5, name_end - at_ - 5));
}

void Lexer::read_tag()
{
    while (!at_end() && is_space(peek()))
        ++at_;
    if (at_end())
        return take(TokenKind::end, 0);
    if (peek() == '{' && peek(1) == '{' && read_opening())
        return;
    if (rest().starts_with("}}}}")) {
        raw_depth_ = 1;
        return close(TokenKind::close_raw_block, 4);
    }
    if (rest().starts_with("}~}}") || rest().starts_with("}}}"))
        return close(TokenKind::close_unescaped, peek(1) == '~' ? 4 : 3);
    if (rest().starts_with("~}}") || rest().starts_with("}}"))
        return close(TokenKind::close, peek() == '~' ? 3 : 2);
    switch (peek()) {
    case '(':
        return take(TokenKind::open_sexpr, 1);
    case ')':
        return take(TokenKind::close_sexpr, 1);
    case '=':
        return take(TokenKind::equals, 1);
    case '@':
        return take(TokenKind::data, 1);
    case '|':
        return take(TokenKind::close_block_params, 1);
    case '"':
    case '\'':
        return read_string(peek());
    case '[':
        return read_segment();
    case '/':
        return take(TokenKind::sep, 1);
    case '.': {
        if (peek(1) == '.')
            return take(TokenKind::id, 2);
        bool is_current = at_ + 1 < source_.size()
            && (is_space(peek(1)) || std::string_view("=~}/.)|").find(peek(1)) != npos);
        return take(is_current ? TokenKind::id : TokenKind::sep, 1);
    }
    default:
        if (!read_literal())
            read_identifier();
    }
}

// What starts with {{. Returns whether it is one of them.
bool Lexer::read_opening()
{
    if (rest().starts_with("{{{{")) {
        take(TokenKind::open_raw_block, 4);
        return true;
    }
    std::size_t marker = peek(2) == '~' ? 3 : 2;
    switch (peek(marker)) {
    case '>':
        take(TokenKind::open_partial, marker + 1);
        return true;
    case '#':
        if (peek(marker + 1) == '>')
            take(TokenKind::open_partial_block, marker + 2);
        else
            take(TokenKind::open_block, marker + (peek(marker + 1) == '*' ? 2 : 1));
        return true;
    case '/':
        take(TokenKind::open_endblock, marker + 1);
        return true;
    case '{':
        take(TokenKind::open_unescaped, marker + 1);
        return true;
    case '&':
        take(TokenKind::open, marker + 1);
        return true;
    case '!':
        return read_comment(marker);
    default:
        if (!read_else(marker))
            take(TokenKind::open, marker + (peek(marker) == '*' ? 1 : 0));
        return true;
    }
}

// {{! up to the next }} and {{!-- up to the next --}}.
bool Lexer::read_comment(std::size_t marker)
{
    if (!rest().substr(marker + 1).starts_with("--")) {
        auto end = rest().find("}}", marker + 1);
        if (end == npos)
            take(TokenKind::invalid, 0, rest().substr(0, marker + 1));
        else
            close(TokenKind::comment, end + 2);
        return true;
    }
    for (auto dashes = rest().find("--", marker + 1); dashes != npos;
         dashes = rest().find("--", dashes + 1)) {
        auto after = rest().substr(dashes + 2);
        std::size_t strip = after.starts_with('~') ? 1 : 0;
        if (after.substr(strip).starts_with("}}")) {
            close(TokenKind::comment, dashes + 2 + strip + 2);
            return true;
        }
    }
    take(TokenKind::invalid, 0, rest().substr(0, marker + 3));
    return true;
}

// {{^}}, {{else}}, {{^ and {{else.
bool Lexer::read_else(std::size_t marker)
{
    auto word = marker;
    bool is_caret = peek(word) == '^';
    if (is_caret) {
        ++word;
    } else {
        while (is_space(peek(word)))
            ++word;
        if (!rest().substr(word).starts_with("else") || is_word(peek(word + 4)))
            return false;
        word += 4;
    }
    auto end = word;
    while (is_space(peek(end)))
        ++end;
    if (peek(end) == '~')
        ++end;
    if (rest().substr(end).starts_with("}}"))
        close(TokenKind::inverse, end + 2);
    else
        take(is_caret ? TokenKind::open_inverse : TokenKind::open_inverse_chain, word);
    return true;
}

// true, false, undefined, null, numbers, and the `as |` of block parameters.
bool Lexer::read_literal()
{
    auto ends_at = [this](std::size_t size) {
        auto next = at_ + size;
        return next < source_.size()
            && (is_space(source_[next]) || std::string_view("~})").find(source_[next]) != npos);
    };
    struct Word {
        std::string_view text;
        TokenKind kind;
    };
    static constexpr std::array words{Word{"true", TokenKind::boolean}, Word{"false", TokenKind::boolean},
        Word{"undefined", TokenKind::undefined}, Word{"null", TokenKind::null}};
    for (auto const& [text, kind] : words) {
        if (rest().starts_with(text) && ends_at(text.size())) {
            take(kind, text.size());
            return true;
        }
    }
    std::size_t size = peek() == '-' ? 1 : 0;
    if (is_digit(peek(size))) {
        while (is_digit(peek(size)))
            ++size;
        if (peek(size) == '.' && is_digit(peek(size + 1)))
            for (++size; is_digit(peek(size));)
                ++size;
        if (ends_at(size)) {
            take(TokenKind::number, size);
            return true;
        }
    }
    if (rest().starts_with("as") && is_space(peek(2))) {
        for (size = 2; is_space(peek(size));)
            ++size;
        if (peek(size) == '|') {
            take(TokenKind::open_block_params, size + 1);
            return true;
        }
    }
    return false;
}

void Lexer::read_string(char quote)
{
    char const escaped[] = {'\\', quote};
    auto end = at_ + 1;
    while (end < source_.size() && source_[end] != quote)
        end += source_.substr(end).starts_with({escaped, 2}) ? 2 : 1;
    if (end >= source_.size())
        return take(TokenKind::invalid, 0, rest().substr(0, 1));
    auto text = source_.substr(at_ + 1, end - at_ - 1);
    take(TokenKind::string, end + 1 - at_, unescaped(text, {&quote, 1}));
}

// A path segment in brackets, which keep their place in the token: [foo bar].
void Lexer::read_segment()
{
    auto end = at_ + 1;
    while (end < source_.size() && source_[end] != ']')
        end += source_[end] == '\\' && end + 1 < source_.size() ? 2 : 1;
    if (end >= source_.size())
        return take(TokenKind::invalid, 0, rest().substr(0, 1));
    auto size = end + 1 - at_;
    take(TokenKind::id, size, unescaped(rest().substr(0, size), "\\]"));
}

void Lexer::read_identifier()
{
    std::size_t size = 0;
    while (at_ + size < source_.size() && is_identifier(source_[at_ + size]))
        ++size;
    auto next = at_ + size;
    bool ends = next < source_.size()
        && (is_space(source_[next]) || std::string_view("=~}/.)|").find(source_[next]) != npos);
    if (size == 0 || !ends)
        return take(TokenKind::invalid, 0, rest().substr(0, size + 1));
    take(TokenKind::id, size);
}

// Returns the text without the backslashes before the given characters.
std::string_view Lexer::unescaped(std::string_view text, std::string_view escapable)
{
    if (text.find('\\') == npos)
        return text;
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && escapable.find(text[i + 1]) != npos)
            ++i;
        plain += text[i];
    }
    return store_.emplace_back(std::move(plain));
}

} // namespace

std::string_view name_of(TokenKind kind)
{
    static constexpr std::array<std::string_view, 31> names{"CONTENT", "COMMENT", "OPEN", "OPEN_UNESCAPED",
        "CLOSE_UNESCAPED", "CLOSE", "OPEN_RAW_BLOCK", "CLOSE_RAW_BLOCK", "END_RAW_BLOCK", "OPEN_BLOCK",
        "OPEN_INVERSE", "OPEN_INVERSE_CHAIN", "INVERSE", "OPEN_ENDBLOCK", "OPEN_PARTIAL",
        "OPEN_PARTIAL_BLOCK", "OPEN_SEXPR", "CLOSE_SEXPR", "EQUALS", "ID", "SEP", "DATA", "STRING", "NUMBER",
        "BOOLEAN", "UNDEFINED", "NULL", "OPEN_BLOCK_PARAMS", "CLOSE_BLOCK_PARAMS", "INVALID", "EOF"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<Token> tokenize(std::string_view source, TextStore& store)
{
    return Lexer(source, store).run();
}

} // namespace broadsheet::templates
