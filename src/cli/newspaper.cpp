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
    auto url = options.database.empty() ? database_file(options).string() : options.database;
    // SQLite would make the file: only `init` and `restore` may make a newspaper.
    bool is_file = url.find("://") == url.npos;
    std::error_code failed;
    if (is_file && !std::filesystem::exists(url, failed))
        return not_found(fmt::format(
            "there is no newspaper in {0} (no database {1}): make one with `broadsheet --data {0} "
            "init`, or name another folder with --data",
            options.data.string(), url));
    if (!is_file && !url.starts_with("postgres"))
        return invalid(fmt::format("\"{}\" is neither postgres://… nor the path of a SQLite file", url));
    auto database = TRY(db::Database::open(url));
    auto connection = TRY(database->connect());
    if (int applied = TRY(db::migrate(*connection, context.clock)); applied > 0)
        log_info("database: brought up to date in {} steps", applied);
    return Newspaper{std::move(database),
        media::MediaStore(media_folder(options), context.program.parent_path() / media::picture_worker_name)};
}

} // namespace broadsheet::cli
