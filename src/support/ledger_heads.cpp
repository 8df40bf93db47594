#include "support/ledger_heads.h"

#include "base/ascii.h"
#include "base/file.h"
#include "base/whole_number.h"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace broadsheet::support {

namespace {

constexpr std::streamoff longest_line = 120; // bytes: a number, 64 digits, "restored" and a day
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

// One line of the file, whether it tells of a restoration or not.
Result<Head> read_line(std::string_view line)
{
    return read_head(line.substr(0, line.find(restored)), ' ');
}

// The last whole line: one that was cut off has no end.
Result<Head> last_noted(std::filesystem::path const& file)
{
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in)
        return Head(); // none yet
    auto const size = std::streamoff(in.tellg());
    in.seekg(std::max<std::streamoff>(0, size - 2 * longest_line));
    std::string tail(std::istreambuf_iterator<char>(in), {});
    tail.erase(tail.rfind('\n') == std::string::npos ? 0 : tail.rfind('\n'));
    auto const line = std::string_view(tail).substr(tail.rfind('\n') + 1);
    return line.empty() ? Result<Head>(Head()) : read_line(line);
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
        if (auto const head = TRY(read_line(line)); head.number < kept.number)
            text
                = fmt::format("on {} a backup was restored whose ledger ended with entry {}: if entry {} was "
                              "noted before that, it was made after the backup, and nobody took it out",
                    line.substr(at + restored.size()), head.number, kept.number);
    }
    return text;
}

Result<void> append(std::filesystem::path const& file, std::string const& line)
{
    int const opened = open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0)
        return system_error(fmt::format("cannot write {}", file.string()), errno);
    auto const written = write_all(opened, line, file.string());
    fsync(opened);
    close(opened);
    return written;
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
