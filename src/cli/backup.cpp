#include "base/file.h"
#include "cli/archive.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/output_file.h"
#include "cli/recovery.h"
#include "cli/shell_word.h"
#include "cli/working_folder.h"
#include "db/dump.h"
#include "db/migrations.h"
#include "db/transaction.h"
#include "mirror/log_copy.h"
#include "mirror/signing.h"
#include "newsroom/milestones.h"
#include "support/ledger_heads.h"

#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace broadsheet::cli {

namespace {

constexpr char const* dump_name = "newspaper.jsonl";
constexpr char const* heads_name = "ledger-heads";
constexpr std::string_view readme
    = "This is a backup of a newspaper. Bring it back with `broadsheet --data NEW-FOLDER restore FILE`, "
      "which proves first that\nit is as it was written; where it is unpacked, `sha256sum -c SHA256SUMS` "
      "does.\n";

Result<void> write_dump(db::Connection& connection, std::filesystem::path const& path)
{
    std::ofstream out(path, std::ios::binary);
    TRY(db::dump(connection, [&](std::string_view line) -> Result<void> {
        out.write(line.data(), static_cast<std::streamsize>(line.size()));
        out.put('\n');
        return out ? Result<void>() : io_error(fmt::format("cannot write {}", path.string()));
    }));
    out.close();
    return out ? Result<void>() : io_error(fmt::format("cannot write {}", path.string()));
}

// Returns nothing at the end. A line is not read further than db::restore() takes it.
Result<std::optional<std::string>> next_line(std::istream& in)
{
    std::string line;
    std::array<char, 1 << 16> part{};
    while (line.size() <= db::DumpLimits::line) {
        in.getline(part.data(), part.size());
        auto got = static_cast<std::size_t>(in.gcount());
        if (in.bad())
            return io_error("cannot read the dump: the disk fails");
        if (!in.fail() && !in.eof()) {
            line.append(part.data(), got - 1); // gcount() counts the end of the line
            return std::optional(std::move(line));
        }
        line.append(part.data(), got);
        if (in.eof())
            return line.empty() ? std::optional<std::string>() : std::optional(std::move(line));
        in.clear(in.rdstate() & ~std::ios::failbit); // the line goes on
    }
    return std::optional(std::move(line)); // too long, which db::restore() tells with its number
}

Result<void> restore_dump(db::Connection& connection, std::filesystem::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return invalid(
            fmt::format("the backup holds no {}: it was not made by `broadsheet backup`", dump_name));
    return db::restore(connection, [&] { return next_line(in); });
}

// How far the restored ledger goes, and what of it is not as it was written.
struct RestoredLedger {
    std::string head; // as ledger_head()
    std::string trouble; // "": none
};

struct Restored {
    RestoredLedger ledger;
    Wholeness wholeness = Wholeness::unknown; // of the backup
};

// From now on the ledger goes on from here: what was noted elsewhere after the backup is told from what
// somebody took out. A ledger that is not as the backup's own file says is not made right by restoring it.
Result<RestoredLedger> note_ledger(
    Context const& context, db::Connection& connection, std::filesystem::path const& folder)
{
    auto const noted = support::LedgerHeads(folder).note_restored(connection, day_of(context.clock.now()));
    if (!noted.ok() && noted.error().code != ErrorCode::invalid)
        return noted.error();
    return RestoredLedger{TRY(support::ledger_head(connection)), noted.ok() ? "" : noted.error().message};
}

// Makes the settings file name the database that was restored to, not the one the backup was made of.
Result<void> set_database(std::filesystem::path const& settings, std::string const& url)
{
    std::string text = url.empty() ? "" : fmt::format("database = \"{}\"\n", url);
    std::istringstream lines(TRY(read_file(settings)));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("database"))
            text += line + "\n";
    }
    return write_file_atomically(settings, text);
}

// Unpacks the backup and restores its database, all in a folder nobody takes for a newspaper yet.
Result<Restored> restore_into(
    Context const& context, std::filesystem::path const& backup, std::filesystem::path const& folder)
{
    // A hostile archive fills no disk; the tenth is for the database made of the dump, which is smaller than
    // it.
    std::error_code failed;
    auto room = std::filesystem::space(folder, failed).available;
    if (failed)
        return io_error(
            fmt::format("cannot tell the room left in {}: {}", folder.string(), failed.message()));
    auto const wholeness = TRY(unpack_archive(backup, folder, room - room / 10));
    auto const& url = context.options.database;
    auto database = TRY(db::Database::open(url.empty() ? (folder / "broadsheet.db").string() : url));
    auto connection = TRY(database->connect());
    TRY(db::migrate(*connection, context.clock));
    TRY(restore_dump(*connection, folder / dump_name));
    std::filesystem::remove(folder / dump_name, failed);
    TRY(set_database(settings_file(folder), url));
    return Restored{TRY(note_ledger(context, *connection, folder)), wholeness};
}

void tell_ledger(RestoredLedger const& ledger)
{
    if (!ledger.trouble.empty())
        fmt::print("Its ledger of contributions is not as the backup itself says: {}.\n", ledger.trouble);
    else if (!ledger.head.starts_with("0:"))
        fmt::print(
            "Its ledger of contributions ends with {}. What came since, `broadsheet support reconcile` "
            "finds for contributions that are in it; those begun since, only their providers know.\n",
            ledger.head);
}

Result<void> check_place(std::filesystem::path const& file, std::filesystem::path const& data)
{
    std::error_code failed;
    auto const folder = std::filesystem::canonical(
        file.has_parent_path() ? file.parent_path() : std::filesystem::path("."), failed);
    auto const below = folder.lexically_relative(std::filesystem::canonical(data, failed));
    if (!failed && *below.begin() != "..")
        return Error{ErrorCode::conflict,
            fmt::format("{} lies in the newspaper's own folder and would be lost with it; name another place",
                file.string())};
    return {};
}

// The ends that the ledger has had, before it is read: so the backup's ledger reaches as far as they do. What
// is wrong with it is told by `check`, and no reason to have no backup.
Result<std::filesystem::path> copy_heads(
    db::Connection& connection, std::filesystem::path const& data, WorkingFolder const& working)
{
    support::LedgerHeads const heads(data);
    auto const noted = heads.note(connection);
    if (!noted.ok() && noted.error().code != ErrorCode::invalid)
        return noted.error();
    auto copy = working.path() / heads_name;
    std::error_code failed;
    if (std::filesystem::exists(heads.file(), failed))
        std::filesystem::copy_file(heads.file(), copy, failed);
    if (failed)
        return io_error(fmt::format("cannot read {}: {}", heads.file().string(), failed.message()));
    return copy;
}

// The newsroom's dashboard tells how old the last backup is.
Result<void> note_backup(Context const& context, db::Connection& connection, std::string const& name)
{
    auto const note = [&] {
        return newsroom::set_milestone(connection, newsroom::backup_made, {context.clock.now(), name});
    };
    return db::transaction(connection, db::Access::write, note);
}

} // namespace

Result<ExitCode> backup(Context const& context, BackupOptions const& options)
{
    auto const output = TRY(OutputFile::open(options.file, options.force ? Overwrite::yes : Overwrite::no));
    auto const name = output.is_stream() ? output.name() : options.file.filename().string();
    if (!output.is_stream() && !name.ends_with(".tar.zst") && !name.ends_with(".tar.gz"))
        return invalid(fmt::format("{}: a backup's name ends in .tar.zst or .tar.gz", options.file.string()));
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const& data = context.options.data;
    if (!output.is_stream())
        TRY(check_place(output.file(), data));
    tell_recovered(recover(context.options));
    auto working = TRY(WorkingFolder::create_in(data, "backup"));
    auto const heads = TRY(copy_heads(*connection, data, working));
    TRY(write_dump(*connection, working.path() / dump_name));
    auto const log = working.path() / "log";
    TRY(mirror::copy_whole_log(mirror::log_folder(data), log));

    // Media is written before it is referred to, so what the dump names is there by now, but for what is
    // deleted meanwhile.
    auto const file = output.place(working);
    auto const compression = name.ends_with(".gz") ? Compression::gzip : Compression::zstd;
    auto const unfinished = TRY(working.unfinished_name_of(file));
    auto archive = TRY(ArchiveWriter::create(unfinished, compression));
    TRY(archive.make_provable(readme));
    TRY(archive.add_file(dump_name, working.path() / dump_name));
    TRY(archive.add_file("broadsheet.toml", settings_file(data)));
    if (std::filesystem::exists(heads))
        TRY(archive.add_file(heads_name, heads));
    auto const deleted = TRY(archive.add_folder("media", media_folder(context.options)));
    TRY(archive.add_folder("themes", themes_folder(context.options)));
    TRY(archive.add_folder("log", log));
    if (options.with_keys)
        TRY(archive.add_folder("keys", data / "keys"));
    TRY(archive.finish(file));
    TRY(output.deliver(working));
    TRY(note_backup(context, *connection, name));
    std::error_code failed;
    auto size = std::filesystem::file_size(file, failed);
    if (deleted > 0)
        fmt::print(output.messages(),
            "{} of its pictures and files were deleted while it was made, and are not in it.\n", deleted);
    fmt::print(output.messages(),
        "Wrote {} ({:.1f} MB). Bring it back with `broadsheet --data NEW-FOLDER restore {}`.\n",
        output.name(), failed ? 0.0 : static_cast<double>(size) / 1e6,
        output.is_stream() ? "FILE" : shell_word(options.file.string()));
    return done;
}

Result<ExitCode> restore(Context const& context, RestoreOptions const& options)
{
    auto const& data = context.options.data;
    std::error_code failed;
    if (std::filesystem::exists(data, failed) && !std::filesystem::is_empty(data, failed))
        return Error{ErrorCode::conflict,
            fmt::format(
                "{} is not empty; name a new folder with --data, then move it into place", data.string())};
    auto parent = std::filesystem::absolute(data, failed).lexically_normal();
    if (!parent.has_filename())
        parent = parent.parent_path();
    tell_recovered(recover(parent.parent_path()));
    auto working = TRY(WorkingFolder::create_in(parent.parent_path(), "restore"));
    auto const [ledger, wholeness] = TRY(restore_into(context, options.file, working.path()));
    std::filesystem::remove(data, failed);
    TRY(working.move_to(data));
    fmt::print("Restored {} to {}. The search index is made anew at the first start.\n",
        options.file.string(), data.string());
    if (wholeness == Wholeness::unknown)
        fmt::print("Whether it is as it was written could not be checked: the backup is of an older version, "
                   "which wrote no hashes into it.\n");
    if (std::filesystem::exists(data / "log/latest", failed)
        && !std::filesystem::exists(mirror::log_key_file(data), failed))
        fmt::print("The log of its mirrors is in it, the key that signs the log is not: put yours to {}.\n",
            mirror::log_key_file(data).string());
    tell_ledger(ledger);
    return ledger.trouble.empty() ? done : done_in_part;
}

} // namespace broadsheet::cli
