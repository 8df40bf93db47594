#include "text/words.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/fold_table.h"

namespace broadsheet::text {

namespace {

constexpr char32_t not_utf8 = 0xFFFF;

// Decodes a character of text that may not be UTF-8: then one byte is passed over.
char32_t decode(std::string_view text, std::size_t& at)
{
    auto first = static_cast<unsigned char>(text[at]);
    std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length > 1 && find_invalid_utf8(text.substr(at, length)) != std::string_view::npos) {
        ++at;
        return not_utf8;
    }
    return next_code_point(text, at);
}

Script script_of(std::string_view folded)
{
    for (std::size_t at = 0; at < folded.size();) {
        char32_t point = next_code_point(folded, at);
        if (point >= '0' && point <= '9')
            continue;
        if (point < 0x250)
            return Script::latin;
        return point >= 0x400 && point < 0x530 ? Script::cyrillic : Script::other;
    }
    return Script::other;
}

char lower_or_zero(char c)
{
    return is_alphanumeric(c) ? to_lower(c) : '\0';
}

} // namespace

bool WordReader::next(Word& word)
{
    folded_.clear();
    std::size_t begin = at_;
    std::size_t end = at_;
    while (at_ < text_.size()) {
        std::size_t here = at_;
        std::size_t length = folded_.size();
        Letter letter = Letter::none;
        if (static_cast<unsigned char>(text_[at_]) < 0x80) {
            if (char c = lower_or_zero(text_[at_++])) {
                folded_ += c;
                letter = Letter::part;
            }
        } else {
            letter = append_folded(folded_, decode(text_, at_));
        }
        if (letter == Letter::whole && length > 0) {
            folded_.resize(length);
            at_ = here;
            break;
        }
        if (letter == Letter::part || letter == Letter::whole) {
            begin = length == 0 ? here : begin;
            end = at_;
        } else if (letter == Letter::mark && length > 0) {
            end = at_;
        } else if (length > 0) {
            break;
        }
        if (letter == Letter::whole)
            break;
    }
    if (folded_.empty())
        return false;
    word = {folded_, begin, end, script_of(folded_)};
    return true;
}

std::string fold(std::string_view text)
{
    std::string out;
    WordReader words{text};
    for (Word word; words.next(word);) {
        if (!out.empty())
            out += ' ';
        out += word.folded;
    }
    return out;
}

} // namespace broadsheet::text
