#include "cli/newspaper.h"

#include "base/log.h"
#include "db/migrations.h"

namespace broadsheet::cli {

std::filesystem::path database_file(GlobalOptions const& options)
{
    return options.data / "broadsheet.db";
}

std::filesystem::path media_folder(GlobalOptions const& options)
{
    return options.data / "media";
}

std::filesystem::path search_file(GlobalOptions const& options)
{
    return options.data / "search.db";
}

std::filesystem::path settings_file(std::filesystem::path const& data)
{
    return data / "broadsheet.toml";
}

std::filesystem::path themes_folder(GlobalOptions const& options)
{
    return options.data / "themes";
}

Result<Newspaper> Newspaper::open(Context const& context)
{
    auto const& options = context.options;
    if (!std::filesystem::exists(settings_file(options.data)))
        return not_found(
            fmt::format("there is no newspaper in {}: make one with `broadsheet --data {} init`, or name "
                        "another folder with --data",
                options.data.string(), options.data.string()));
    bool recovering = std::filesystem::exists(database_file(options).string() + "-wal");
    auto url = options.database.empty() ? database_file(options).string() : options.database;
    auto database = TRY(db::Database::open(url));
    auto connection = TRY(database->connect());
    if (int applied = TRY(db::migrate(*connection, context.clock)); applied > 0)
        log_info("database: brought up to date in {} steps", applied);
    // The file is gone after an orderly end, so its presence means that another process has the database open
    // or that one ended without closing it; SQLite then takes up all that was committed.
    if (recovering)
        log_info("database: took up the write-ahead log of a process that is still running or did not end in "
                 "order");
    return Newspaper{std::move(database),
        media::MediaStore(media_folder(options), context.program.parent_path() / media::picture_worker_name)};
}

} // namespace broadsheet::cli
