#include "mail/quoted_printable.h"

#include "base/ascii.h"

namespace broadsheet::mail {

namespace {

constexpr std::size_t line_length = 75; // one less than allowed: room for the "=" of a soft line break

constexpr std::string_view digits = "0123456789ABCDEF";

bool is_literal(unsigned char c)
{
    return c >= ' ' && c <= '~' && c != '=';
}

bool is_continuation(unsigned char c)
{
    return (c & 0xc0U) == 0x80;
}

std::size_t line_end_at(std::string_view text, std::size_t at)
{
    if (text[at] == '\n')
        return 1;
    if (text[at] == '\r')
        return at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
    return 0;
}

class Writer {
public:
    explicit Writer(std::string& out)
        : out_(out)
        , line_(out.size())
    {
    }

    void write(std::string_view text)
    {
        for (std::size_t at = 0; at < text.size();) {
            if (auto const end = line_end_at(text, at)) {
                break_line("\r\n");
                at += end;
                continue;
            }
            at = write_character(text, at);
        }
        if (out_.size() > line_)
            break_line("=\r\n");
    }

private:
    void break_line(std::string_view with)
    {
        out_ += with;
        line_ = out_.size();
    }

    // Returns the offset behind the character.
    std::size_t write_character(std::string_view text, std::size_t at)
    {
        auto end = at + 1;
        while (end < text.size() && end < at + 4 && is_continuation(static_cast<unsigned char>(text[end])))
            ++end;
        bool const ends_line = end == text.size() || line_end_at(text, end) > 0;
        std::size_t const width = end - at > 1 || must_escape(text, at, ends_line) ? 3 * (end - at) : 1;
        if (out_.size() - line_ + width > line_length)
            break_line("=\r\n");
        if (end - at == 1 && !must_escape(text, at, ends_line)) {
            out_ += text[at];
            return end;
        }
        for (; at < end; ++at) {
            auto const byte = static_cast<unsigned char>(text[at]);
            out_ += '=';
            out_ += digits[byte >> 4U];
            out_ += digits[byte & 15U];
        }
        return end;
    }

    bool must_escape(std::string_view text, std::size_t at, bool ends_line) const
    {
        char const c = text[at];
        if (c == '\t')
            return ends_line;
        if (!is_literal(static_cast<unsigned char>(c)))
            return true;
        if (c == ' ')
            return ends_line;
        bool const starts_line = out_.size() == line_;
        return starts_line && (c == '.' || (c == 'F' && text.substr(at, 5) == "From "));
    }

    std::string& out_;
    std::size_t line_; // where the current line begins
};

} // namespace

void append_quoted_printable(std::string& out, std::string_view text)
{
    out.reserve(out.size() + text.size() + text.size() / 2);
    Writer(out).write(text);
}

std::string decode_quoted_printable(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '=') {
            decoded += text[at];
            continue;
        }
        auto const rest = text.substr(at + 1);
        if (rest.starts_with("\r\n")) {
            at += 2;
        } else if (rest.starts_with("\n")) {
            at += 1;
        } else if (rest.size() >= 2 && hex_value(rest[0]) >= 0 && hex_value(rest[1]) >= 0) {
            decoded += static_cast<char>(hex_value(rest[0]) * 16 + hex_value(rest[1]));
            at += 2;
        } else {
            decoded += '=';
        }
    }
    return decoded;
}

} // namespace broadsheet::mail
