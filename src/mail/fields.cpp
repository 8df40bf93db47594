#include "mail/fields.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

constexpr std::size_t wished_line = 76;
// An encoded word has at most 75 characters; "=?UTF-8?B?" and "?=" leave 63, and base64 makes 4 of 3 bytes.
constexpr std::size_t encoded_word_bytes = 45;

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

// Returns the text as encoded words with spaces between them, which a reader takes away again.
std::string encoded_words(std::string_view text)
{
    std::string words;
    while (!text.empty()) {
        auto size = std::min(encoded_word_bytes, text.size());
        while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80)
            --size;
        words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : " ", to_base64(text.substr(0, size)));
        text.remove_prefix(size);
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

std::string phrase(std::string_view display_name)
{
    if (!is_plain(display_name))
        return encoded_words(display_name);
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
    if (name.empty() || name.size() > 70
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
    append_folded(head, name, is_literal ? std::string(value) : encoded_words(value));
}

void append_structured_field(std::string& head, std::string_view name, std::string_view value)
{
    append_folded(head, name, value);
}

void append_address_field(
    std::string& head, std::string_view name, std::string_view display_name, Address const& address)
{
    append_folded(head, name,
        display_name.empty() ? address.text() : fmt::format("{} <{}>", phrase(display_name), address.text()));
}

} // namespace broadsheet::mail
