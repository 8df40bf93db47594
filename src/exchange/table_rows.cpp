#include "exchange/table_rows.h"

#include "exchange/byte_source.h"

#include <fmt/format.h>
#include <unordered_set>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t longest_name = 1'000;
constexpr std::size_t most_tables = 10'000;

bool is_json_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Finds where a JSON value ends, fed with it piece by piece.
class ValueEnd {
public:
    // Returns how many of the bytes belong to the value; less than all only when it has ended.
    std::size_t feed(std::string_view bytes)
    {
        std::size_t at = 0;
        while (at < bytes.size() && !ended_)
            at = in_string_ ? string(bytes, at) : outside(bytes, at);
        return at;
    }
    bool ended() const { return ended_; }

private:
    std::size_t string(std::string_view bytes, std::size_t at)
    {
        if (escaped_) {
            escaped_ = false;
            return at + 1;
        }
        while (at < bytes.size() && bytes[at] != '"' && bytes[at] != '\\')
            ++at;
        if (at == bytes.size())
            return at;
        escaped_ = bytes[at] == '\\';
        in_string_ = escaped_;
        ended_ = !in_string_ && depth_ == 0;
        return at + 1;
    }

    std::size_t outside(std::string_view bytes, std::size_t at)
    {
        char c = bytes[at];
        bool closes = c == '}' || c == ']';
        if (depth_ == 0 && (closes || c == ',' || c == ':' || is_json_space(c))) {
            ended_ = true; // a number or a word ends where something else begins
            return at;
        }
        in_string_ = c == '"';
        if (c == '{' || c == '[')
            ++depth_;
        else if (closes)
            ended_ = --depth_ <= 0;
        return at + 1;
    }

    std::int64_t depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
    bool ended_ = false;
};

// Walks the outer levels of the file; what lies deeper is only followed by its brackets and strings.
class Walk {
public:
    Walk(ByteSource& source, ImportLimits const& limits, TableRows::Wants const& wants,
        TableRows::Take const& take, std::string& meta)
        : source_(source)
        , limits_(limits)
        , wants_(wants)
        , take_(take)
        , meta_(meta)
    {
    }

    Result<void> file()
    {
        bool found = false;
        TRY(members([&](std::string const& key) -> Result<void> {
            if (key == "db") {
                found = true;
                return elements([&] { return an_export(); });
            }
            found = found || key == "data";
            return export_member(key);
        }));
        if (TRY(next()) != '\0')
            return wrong("the end of the file");
        if (!found)
            return invalid("this JSON is not a Ghost export: it has neither \"db\" nor \"data\"");
        return {};
    }

private:
    Result<void> an_export()
    {
        return members([&](std::string const& key) { return export_member(key); });
    }

    Result<void> export_member(std::string const& key)
    {
        if (key == "meta") {
            meta_.clear();
            return value(&meta_);
        }
        if (key != "data")
            return value(nullptr);
        return members([&](std::string const& table) -> Result<void> {
            if (TRY(next()) != '[')
                return value(nullptr);
            return rows(table);
        });
    }

    Result<void> rows(std::string const& name)
    {
        auto const& table = *tables_.insert(name).first;
        if (tables_.size() > most_tables)
            return limit_reached(fmt::format("the export has more than {} tables", most_tables));
        bool wanted = wants_(table);
        return elements([&]() -> Result<void> {
            TRY(next());
            TableRow row{table, source_.offset(), 0, {}};
            if (auto read = value(wanted ? &row.text : nullptr); !read.ok())
                return std::move(read).error().within(fmt::format("table \"{}\"", table));
            row.bytes = source_.offset() - row.offset;
            if (++records_ > limits_.records)
                return limit_reached(fmt::format("the export has more than {} rows", limits_.records));
            return take_(std::move(row));
        });
    }

    // Calls `member(key)` for each member of the object that begins here; it consumes the value.
    template <typename Member>
    Result<void> members(Member&& member)
    {
        TRY(expect('{', "\"{\""));
        if (TRY(next()) == '}')
            return skip();
        while (true) {
            std::string key;
            if (TRY(next()) != '"')
                return wrong("a name in quotes");
            TRY(value(&key));
            if (key.size() < 2 || key.size() > longest_name)
                return wrong("a name of reasonable length");
            key = key.substr(1, key.size() - 2);
            TRY(expect(':', "\":\""));
            TRY(next());
            TRY(member(key));
            if (TRY(next()) == '}')
                return skip();
            TRY(expect(',', "\",\" or \"}\""));
        }
    }

    template <typename Element>
    Result<void> elements(Element&& element)
    {
        TRY(expect('[', "\"[\""));
        if (TRY(next()) == ']')
            return skip();
        while (true) {
            TRY(element());
            if (TRY(next()) == ']')
                return skip();
            TRY(expect(',', "\",\" or \"]\""));
        }
    }

    // Returns the next byte that is no space, without consuming it; '\0' at the end of the file.
    Result<char> next()
    {
        while (true) {
            auto window = TRY(source_.window());
            if (window.empty())
                return '\0';
            std::size_t at = 0;
            while (at < window.size() && is_json_space(window[at]))
                ++at;
            source_.consume(at);
            if (at < window.size())
                return window[at];
        }
    }

    Result<void> skip()
    {
        source_.consume(1);
        return {};
    }

    Result<void> expect(char wanted, std::string_view name)
    {
        if (TRY(next()) != wanted)
            return wrong(name);
        return skip();
    }

    Result<void> wrong(std::string_view wanted)
    {
        if (TRY(next()) == '\0')
            return cut();
        return invalid(fmt::format("expected {} at byte {}", wanted, source_.offset()));
    }

    Error cut()
    {
        return invalid(fmt::format(
            "the file ends in the middle, at byte {}; it was cut short, export it again", source_.size()));
    }

    // Consumes one value, copying it to `out`, which stays empty for a value over the limit.
    Result<void> value(std::string* out)
    {
        TRY(next());
        ValueEnd end;
        std::uint64_t bytes = 0;
        while (!end.ended()) {
            auto window = TRY(source_.window());
            if (window.empty())
                return cut();
            auto taken = end.feed(window);
            if (taken == 0 && bytes == 0)
                return wrong("a value");
            bytes += taken;
            if (out && bytes <= limits_.record_bytes)
                out->append(window.substr(0, taken));
            else if (out)
                out->clear();
            source_.consume(taken);
        }
        return {};
    }

    ByteSource& source_;
    ImportLimits const& limits_;
    TableRows::Wants const& wants_;
    TableRows::Take const& take_;
    std::string& meta_;
    std::unordered_set<std::string> tables_;
    std::uint64_t records_ = 0;
};

} // namespace

Result<void> TableRows::read(std::string_view what, Wants const& wants, Take const& take)
{
    auto source = TRY(ByteSource::open(file_, limits_, progress_));
    if (progress_)
        progress_->begin(what, source->size());
    auto result = Walk(*source, limits_, wants, take, meta_).file();
    if (progress_)
        progress_->end();
    if (!result.ok())
        return std::move(result).error().within(file_.string());
    return {};
}

} // namespace broadsheet::exchange
