#include "html/plain_text.h"

#include "base/utf8.h"
#include "html/attributes.h"
#include "html/characters.h"
#include "html/elements.h"
#include "html/tokeniser.h"

#include <algorithm>
#include <utility>

namespace broadsheet::html {

namespace {

bool is_white_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

// Chinese and Japanese are written without spaces.
bool is_word_by_itself(char32_t point)
{
    return (point >= 0x3040 && point <= 0x30FF) || (point >= 0x3400 && point <= 0x9FFF)
        || (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF);
}

class TextWriter {
public:
    explicit TextWriter(std::size_t size) { out_.reserve(size); }

    void text(std::string_view text)
    {
        for (std::size_t at = 0; at < text.size();) {
            if (is_white_space(text[at])) {
                gap_ = gap_ ? gap_ : ' ';
                ++at;
                continue;
            }
            std::size_t end = at;
            while (end < text.size() && !is_white_space(text[end]))
                ++end;
            if (gap_ && !out_.empty())
                out_ += gap_;
            gap_ = '\0';
            out_.append(text, at, end - at);
            at = end;
        }
    }
    void space() { gap_ = gap_ ? gap_ : ' '; }
    void new_line() { gap_ = '\n'; }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
    char gap_ = '\0'; // what separates the next word from the last
};

// Returns where the next word of the text ends and moves `begin` to its start; npos when there is none.
std::size_t next_word(std::string_view text, std::size_t& begin)
{
    while (begin < text.size() && is_white_space(text[begin]))
        ++begin;
    if (begin == text.size())
        return std::string_view::npos;
    std::size_t end = begin;
    while (end < text.size() && !is_white_space(text[end])) {
        std::size_t behind = end;
        bool alone = static_cast<unsigned char>(text[end]) >= 0x80
            && is_word_by_itself(next_code_point(text, behind));
        if (alone && end > begin)
            return end;
        if (alone)
            return behind;
        end = behind > end ? behind : end + 1;
    }
    return end;
}

// Writes "[/media/a.jpg] [A ship]" where a tag names them.
void write_targets(TextWriter& writer, std::vector<Attribute> const& attributes)
{
    for (std::string_view const name : {"href", "src", "poster", "alt"})
        if (auto const value = attribute(attributes, name); !value.empty()) {
            writer.space();
            writer.text("[" + value + "]");
            writer.space();
        }
}

enum class Targets { leave_out, write_out };

std::string text_of(std::string_view clean_html, Figures figures, Targets targets)
{
    TextWriter writer{clean_html.size()};
    Tokeniser tokens{clean_html};
    std::string text;
    std::size_t figure_depth = 0;
    while (tokens.next()) {
        if (tokens.type() != TokenType::text) {
            if (tokens.name() == "figure" && figures == Figures::leave_out)
                figure_depth = tokens.type() == TokenType::start_tag
                    ? figure_depth + 1
                    : std::max<std::size_t>(figure_depth, 1) - 1;
            if (tokens.name() == "td" || tokens.name() == "th")
                writer.space();
            else if (tokens.name() == "br" || is_block(tokens.name()))
                writer.new_line();
            if (targets == Targets::write_out && tokens.type() == TokenType::start_tag)
                write_targets(writer, tokens.attributes());
        } else if (figure_depth == 0) {
            text.clear();
            append_decoded(text, tokens.text(), Place::text);
            writer.text(text);
        }
    }
    return writer.take();
}

} // namespace

std::string plain_text(std::string_view clean_html, Figures figures)
{
    return text_of(clean_html, figures, Targets::leave_out);
}

std::string text_for_comparing(std::string_view clean_html)
{
    return text_of(clean_html, Figures::include, Targets::write_out);
}

std::size_t count_words(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; (at = next_word(text, at)) != std::string_view::npos;)
        ++count;
    return count;
}

std::string excerpt_of_words(std::string_view text, std::size_t words)
{
    std::string out;
    std::size_t behind_last = 0;
    for (std::size_t at = 0; words > 0; --words) {
        std::size_t end = next_word(text, at);
        if (end == std::string_view::npos)
            break;
        if (!out.empty() && at > behind_last)
            out += ' ';
        out.append(text, at, end - at);
        at = behind_last = end;
    }
    return out;
}

std::string excerpt_of_characters(std::string_view text, std::size_t characters)
{
    std::string out;
    std::size_t taken = 0;
    std::size_t behind_last = 0;
    for (std::size_t at = 0;;) {
        std::size_t end = next_word(text, at);
        if (end == std::string_view::npos)
            return out;
        std::string_view word = text.substr(at, end - at);
        std::size_t space = !out.empty() && at > behind_last ? 1 : 0;
        std::size_t length = count_code_points(word);
        if (taken + space + length > characters)
            return out.empty() ? std::string{first_code_points(word, characters)} : out;
        out.append(space, ' ').append(word);
        taken += space + length;
        at = behind_last = end;
    }
}

} // namespace broadsheet::html
