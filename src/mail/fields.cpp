#include "mail/fields.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

constexpr std::size_t wished_line = 76;
constexpr std::size_t encoded_word = 75; // RFC 2047, section 2
constexpr std::size_t around_encoded = std::string_view("=?UTF-8?B?"
                                                        "?=")
                                           .size();

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_plain(std::string_view text)
{
    return is_ascii(text) && text.find("=?") == text.npos;
}

bool is_within_character(std::string_view text, std::size_t at)
{
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80;
}

// Returns how many bytes of the text go into a word of so many characters of base64 without padding, or all
// that are left: 0, none end at a character. Mail programs that put words together before they decode them
// (GMime) lose what is behind a padding.
std::size_t base64_bytes(std::string_view text, std::size_t characters)
{
    auto const most = characters / 4 * 3;
    if (text.size() <= most)
        return text.size();
    auto size = most;
    while (size > 0 && is_within_character(text, size))
        size -= 3;
    return size;
}

// RFC 2047, section 4.2, of as many whole characters as have room, as few bytes as any place allows left
// bare. Takes them off the text.
std::string take_q_encoded(std::string_view& text, std::size_t characters)
{
    std::string word;
    while (!text.empty()) {
        std::size_t size = 1;
        while (is_within_character(text, size))
            ++size;
        std::string character;
        for (char byte : text.substr(0, size))
            character += is_alphanumeric(byte) ? std::string(1, byte)
                                               : fmt::format("={:02X}", static_cast<unsigned char>(byte));
        if (word.size() + character.size() > characters)
            break;
        word += character;
        text.remove_prefix(size);
    }
    return word;
}

// Returns the text as encoded words with spaces between them, which a reader takes away again. `begun` is how
// long the line is before the first.
std::string encoded_words(std::string_view text, std::size_t begun)
{
    std::string words;
    while (!text.empty()) {
        auto const room = std::min(encoded_word, wished_line - (words.empty() ? begun : 1)) - around_encoded;
        if (!words.empty())
            words += ' ';
        if (auto const size = base64_bytes(text, room)) {
            words += fmt::format("=?UTF-8?B?{}?=", to_base64(text.substr(0, size)));
            text.remove_prefix(size);
        } else {
            words += fmt::format("=?UTF-8?Q?{}?=", take_q_encoded(text, room));
        }
    }
    return words;
}

// Folds at single spaces: a run of them would lose its beginning to the line before.
void append_folded(std::string& head, std::string_view name, std::string_view value)
{
    head += name;
    head += ':';
    std::size_t line = name.size() + 1;
    while (!value.empty()) {
        auto const end = std::min(value.find(' ', 1), value.size());
        auto const word = value.substr(0, end);
        value.remove_prefix(end);
        bool const is_first = line == name.size() + 1;
        if (!is_first && line + 1 + word.size() > wished_line && word.size() > 1 && word[1] != ' ') {
            head += "\r\n";
            line = 0;
        }
        if (word.front() != ' ') {
            head += ' ';
            ++line;
        }
        head += word;
        line += word.size();
    }
    head += "\r\n";
}

std::string phrase(std::string_view display_name, std::size_t begun)
{
    if (!is_plain(display_name))
        return encoded_words(display_name, begun);
    std::string quoted = "\"";
    for (char c : display_name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

// A value whose words are all short enough to be folded into lines that SMTP takes.
bool has_foldable_lines(std::string_view value)
{
    std::size_t word = 0;
    for (char c : value) {
        word = c == ' ' ? 0 : word + 1;
        if (word > FieldLimits::line - 80)
            return false;
    }
    return true;
}

} // namespace

Result<void> check_field(std::string_view name, std::string_view value)
{
    if (name.empty() || name.size() > FieldLimits::name
        || !std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && c != ':'; }))
        return invalid("a mail cannot be sent: the name of one of its header fields is none");
    if (value.size() > FieldLimits::value)
        return invalid(
            fmt::format("a mail cannot be sent: its {} has more than {} bytes", name, FieldLimits::value));
    if (!is_valid_utf8(value) || std::ranges::any_of(value, is_control))
        return invalid(
            fmt::format("a mail cannot be sent: its {} holds a line end or another control character", name));
    return {};
}

void append_text_field(std::string& head, std::string_view name, std::string_view value)
{
    bool const is_literal = is_plain(value) && has_foldable_lines(value) && trimmed(value) == value;
    append_folded(head, name, is_literal ? std::string(value) : encoded_words(value, name.size() + 2));
}

void append_structured_field(std::string& head, std::string_view name, std::string_view value)
{
    append_folded(head, name, value);
}

void append_address_field(
    std::string& head, std::string_view name, std::string_view display_name, Address const& address)
{
    append_folded(head, name,
        display_name.empty() ? address.text()
                             : fmt::format("{} <{}>", phrase(display_name, name.size() + 2), address.text()));
}

} // namespace broadsheet::mail
