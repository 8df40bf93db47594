#include "base/file.h"
#include "cli/archive.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/temporary_folder.h"
#include "db/dump.h"
#include "db/migrations.h"

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace broadsheet::cli {

namespace {

constexpr char const* dump_name = "newspaper.jsonl";

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

Result<void> restore_dump(db::Connection& connection, std::filesystem::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return invalid(
            fmt::format("the backup holds no {}: it was not made by `broadsheet backup`", dump_name));
    return db::restore(connection, [&]() -> Result<std::optional<std::string>> {
        std::string line;
        if (std::getline(in, line))
            return std::optional(std::move(line));
        return std::optional<std::string>();
    });
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
Result<void> restore_into(
    Context const& context, std::filesystem::path const& backup, std::filesystem::path const& folder)
{
    constexpr std::uint64_t most_bytes = std::uint64_t{1} << 42;
    TRY(unpack_archive(backup, folder, most_bytes));
    auto const& url = context.options.database;
    auto database = TRY(db::Database::open(url.empty() ? (folder / "broadsheet.db").string() : url));
    auto connection = TRY(database->connect());
    TRY(db::migrate(*connection, context.clock));
    TRY(restore_dump(*connection, folder / dump_name));
    std::filesystem::remove(folder / dump_name);
    return set_database(settings_file(folder), url);
}

} // namespace

Result<ExitCode> backup(Context const& context, BackupOptions const& options)
{
    auto name = options.file.filename().string();
    if (!name.ends_with(".tar.zst") && !name.ends_with(".tar.gz"))
        return invalid(fmt::format("{}: a backup's name ends in .tar.zst or .tar.gz", options.file.string()));
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const& data = context.options.data;
    auto working = TRY(TemporaryFolder::create_in(data));
    TRY(write_dump(*connection, working.path() / dump_name));

    // Media only ever grows and is written before it is referred to, so what the dump names is there by now.
    auto archive = TRY(ArchiveWriter::create(options.file));
    TRY(archive.add_file(dump_name, working.path() / dump_name));
    TRY(archive.add_file("broadsheet.toml", settings_file(data)));
    TRY(archive.add_folder("media", media_folder(context.options)));
    TRY(archive.add_folder("themes", themes_folder(context.options)));
    TRY(archive.finish());
    fmt::print("Wrote {} ({:.1f} MB). Bring it back with `broadsheet --data NEW-FOLDER restore {}`.\n",
        options.file.string(), static_cast<double>(std::filesystem::file_size(options.file)) / 1e6,
        options.file.string());
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
    auto working = TRY(TemporaryFolder::create_in(parent.parent_path()));
    TRY(restore_into(context, options.file, working.path()));
    std::filesystem::remove(data, failed);
    TRY(working.move_to(data));
    fmt::print("Restored {} to {}. The search index is made anew at the first start.\n",
        options.file.string(), data.string());
    return done;
}

} // namespace broadsheet::cli
