#include "support/ledger_heads.h"

#include "base/ascii.h"
#include "base/file.h"
#include "base/file_descriptor.h"
#include "base/whole_number.h"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace broadsheet::support {

namespace {

constexpr std::streamoff most_looked_at = 4096; // bytes at the file's end: some dozens of lines
constexpr std::size_t hash_digits = 64;
constexpr std::size_t day_length = 10; // "2026-11-28"
constexpr std::string_view restored = " restored ";
constexpr std::string_view advice
    = "compare it with a backup; once you know why, rename the file ledger-heads in the newspaper's folder, "
      "and a new one begins";

struct Head {
    std::int64_t number = 0; // 0: there is none
    std::string hash;
    bool operator==(Head const&) const = default;
};

Result<Head> read_head(std::string_view text, char separator)
{
    auto const at = text.find(separator);
    auto const number = whole_number(text.substr(0, at));
    if (at == std::string_view::npos || !number)
        return invalid(fmt::format("\"{}\" is no head of a ledger, such as 31:5f0a…", text.substr(0, 100)));
    return Head{*number, std::string(text.substr(at + 1))};
}

Result<Head> present_head(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT number, hash FROM ledger ORDER BY number DESC LIMIT 1"));
    return TRY(rows.next()) ? Head{rows.integer(0), rows.string(1)} : Head();
}

Result<void> check_head(db::Connection& connection, Head const& head)
{
    if (head.number == 0)
        return {};
    auto rows = TRY(connection.query("SELECT hash FROM ledger WHERE number = $1", {head.number}));
    if (!TRY(rows.next()))
        return invalid(
            fmt::format("entries were taken out of the ledger: it had an entry {}, and has none any "
                        "more; {}",
                head.number, advice));
    if (rows.text(0) != head.hash)
        return invalid(fmt::format("entry {} of the ledger is another than it was; {}", head.number, advice));
    return {};
}

// A line of the file, whether it tells of a restoration or not; nothing where it was cut off, wherever that was.
std::optional<Head> read_line(std::string_view line)
{
    auto const end = line.find(restored);
    auto head = read_head(line.substr(0, end), ' ');
    bool const is_whole = head.ok() && head->hash.size() == hash_digits
        && (end == line.npos || line.size() == end + restored.size() + day_length);
    return is_whole ? std::optional(std::move(*head)) : std::nullopt;
}

// The last line that was not cut off: a program or a disk that fails while it writes one leaves its beginning.
Result<Head> last_noted(std::filesystem::path const& file)
{
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in)
        return Head(); // none yet
    auto const start = std::max<std::streamoff>(0, std::streamoff(in.tellg()) - most_looked_at);
    in.seekg(start);
    std::string const text(std::istreambuf_iterator<char>(in), {});
    for (std::string_view left = text; !left.empty();) {
        auto const line_feed = left.rfind('\n');
        auto const at = line_feed == left.npos ? 0 : line_feed + 1;
        if (auto const head = read_line(left.substr(at)); head && (at > 0 || start == 0))
            return *head;
        left = left.substr(0, at == 0 ? 0 : at - 1);
    }
    if (start == 0)
        return Head();
    return invalid(fmt::format("{} does not end with heads of the ledger; {}", file.string(), advice));
}

// Why an end that was kept elsewhere may be gone though nobody took anything out; "" if nothing is known.
Result<std::string> excuse(std::filesystem::path const& file, Head const& kept)
{
    std::string text;
    std::ifstream in(file, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
        auto const at = line.find(restored);
        if (at == std::string::npos)
            continue;
        if (auto const head = read_line(line); head && head->number < kept.number)
            text
                = fmt::format("on {} a backup was restored whose ledger ended with entry {}: if entry {} was "
                              "noted before that, it was made after the backup, and nobody took it out",
                    line.substr(at + restored.size()), head->number, kept.number);
    }
    return text;
}

// What was cut off before gets an end, so that it does not spoil the line.
Result<void> append(std::filesystem::path const& file, std::string const& line)
{
    FileDescriptor const opened(open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!opened)
        return system_error(fmt::format("cannot write {}", file.string()), errno);
    char last = '\n';
    if (auto const size = lseek(opened.get(), 0, SEEK_END); size > 0)
        (void)!pread(opened.get(), &last, 1, size - 1);
    TRY(write_all(opened.get(), last == '\n' ? line : "\n" + line, file.string()));
    if (fsync(opened.get()) != 0)
        return system_error(fmt::format("cannot write {} to the disk", file.string()), errno);
    return {};
}

} // namespace

Result<void> LedgerHeads::check(db::Connection& connection) const
{
    return check_head(connection, TRY(last_noted(file_)));
}

Result<void> LedgerHeads::note(db::Connection& connection) const
{
    auto const noted = TRY(last_noted(file_));
    TRY(check_head(connection, noted));
    auto const head = TRY(present_head(connection));
    if (head == noted)
        return {};
    return append(file_, fmt::format("{} {}\n", head.number, head.hash));
}

Result<void> LedgerHeads::note_restored(db::Connection& connection, Day day) const
{
    TRY(check(connection));
    auto const head = TRY(present_head(connection));
    if (head.number == 0)
        return {};
    return append(file_, fmt::format("{} {}{}{}\n", head.number, head.hash, restored, iso_date(day)));
}

Result<void> LedgerHeads::check_since(db::Connection& connection, std::string_view text) const
{
    auto const kept = TRY(read_head(trimmed(text), ':'));
    auto const checked = check_head(connection, kept);
    if (checked.ok() || checked.error().code != ErrorCode::invalid)
        return checked;
    auto const reason = TRY(excuse(file_, kept));
    return reason.empty() ? checked : invalid(fmt::format("{}; but {}", checked.error().message, reason));
}

Result<std::string> ledger_head(db::Connection& connection)
{
    auto const head = TRY(present_head(connection));
    return fmt::format("{}:{}", head.number, head.hash);
}

} // namespace broadsheet::support
