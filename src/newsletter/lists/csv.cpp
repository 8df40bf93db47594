#include "newsletter/lists/csv.h"

#include "base/utf8.h"

#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view separators = ",;\t";

// Takes bytes one after the other and knows where in a row it is.
class Parser {
public:
    explicit Parser(std::function<Result<void>(CsvRow const&)> const& visit)
        : visit_(visit)
    {
    }

    Result<void> take(char c)
    {
        if (c == '\0')
            return wrong(is_utf16()
                    ? "this is UTF-16, as Excel saves \"Unicode text\": save the file as \"CSV UTF-8\""
                    : "a NUL byte is no text");
        if (++row_bytes_ > CsvLimits::row)
            return wrong(fmt::format("a row has more than {} bytes", CsvLimits::row));
        switch (state_) {
        case State::start:
        case State::plain:
            return take_outside(c);
        case State::quoted:
            if (c == '"')
                state_ = State::quote_in_quoted;
            else
                add(c);
            return {};
        case State::quote_in_quoted:
            if (c != '"')
                return take_behind_quoted(c);
            add(c);
            state_ = State::quoted;
            return {};
        }
        return {};
    }

    Result<void> end()
    {
        if (state_ == State::quoted)
            return wrong("a quotation mark is never closed");
        return end_row();
    }

private:
    enum class State { start, plain, quoted, quote_in_quoted };

    Error wrong(std::string_view what) const { return invalid(fmt::format("line {}: {}", row_.line, what)); }

    void add(char c)
    {
        field_ += c;
        line_ += c == '\n';
    }

    bool is_first_field() const { return is_first_row_ && row_.fields.empty(); }
    bool is_utf16() const
    {
        return is_first_field() && (field_.starts_with("\xff\xfe") || field_.starts_with("\xfe\xff"));
    }

    // The first of them that stands in the first row is the file's.
    bool separates(char c)
    {
        if (separator_ == '\0' && is_first_row_ && separators.find(c) != std::string_view::npos)
            separator_ = c;
        return c == separator_;
    }

    Result<void> take_outside(char c)
    {
        if (separates(c))
            return end_field();
        if (c == '\n') {
            ++line_;
            return end_row();
        }
        if (c == '"') {
            if (state_ != State::start)
                return wrong("a quotation mark stands within a field");
            state_ = State::quoted;
            return {};
        }
        field_ += c;
        state_ = State::plain;
        if (is_first_field() && field_ == byte_order_mark) {
            field_.clear();
            state_ = State::start;
        }
        return {};
    }

    Result<void> take_behind_quoted(char c)
    {
        if (separates(c))
            return end_field();
        if (c == '\r')
            return {};
        if (c != '\n')
            return wrong("something stands behind a closing quotation mark");
        ++line_;
        return end_row();
    }

    Result<void> end_field()
    {
        if (row_.fields.size() == CsvLimits::fields)
            return wrong(fmt::format("a row has more than {} fields", CsvLimits::fields));
        if (!is_valid_utf8(field_))
            return wrong("this is not UTF-8: save the file as CSV in UTF-8");
        row_.fields.push_back(std::move(field_));
        field_.clear();
        state_ = State::start;
        return {};
    }

    Result<void> end_row()
    {
        if (state_ == State::plain && field_.ends_with('\r'))
            field_.pop_back();
        bool const is_empty = row_.fields.empty() && field_.empty();
        TRY(end_field());
        if (!is_empty) {
            is_first_row_ = false;
            TRY(visit_(row_));
        }
        row_.fields.clear();
        row_.line = line_;
        row_bytes_ = 0;
        return {};
    }

    std::function<Result<void>(CsvRow const&)> const& visit_;
    State state_ = State::start;
    char separator_ = '\0'; // not known yet
    bool is_first_row_ = true;
    CsvRow row_{1, {}};
    std::string field_;
    std::size_t line_ = 1;
    std::size_t row_bytes_ = 0;
};

} // namespace

Result<void> read_csv(Pieces const& pieces, std::function<Result<void>(CsvRow const&)> const& visit)
{
    Parser parser(visit);
    auto const taken = pieces([&](std::string_view piece) -> Result<void> {
        for (char c : piece)
            TRY(parser.take(c));
        return {};
    });
    TRY(taken);
    return parser.end();
}

void append_csv(std::string& out, std::span<std::string const> fields)
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        out += i > 0 ? "," : "";
        if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
            out += fields[i];
            continue;
        }
        out += '"';
        for (char c : fields[i])
            out.append(c == '"' ? 2 : 1, c);
        out += '"';
    }
    out += "\r\n";
}

} // namespace broadsheet::newsletter
