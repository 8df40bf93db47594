#include "base/ascii.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/shell_word.h"
#include "db/migrations.h"
#include "newsroom/settings.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

std::string settings_text(GlobalOptions const& options)
{
    auto database = options.database.empty()
        ? std::string("# database = \"postgres://broadsheet@/broadsheet\"\n")
        : fmt::format("database = \"{}\"\n", options.database);
    return fmt::format(
        "# Settings of this newspaper's server. Each is also a flag of `broadsheet` and an environment\n"
        "# variable (`broadsheet serve --help` names them); flags and variables outweigh this file.\n"
        "\n"
        "# Without it, a SQLite file in this folder.\n"
        "{}"
        "\n"
        "[serve]\n"
        "# listen = \"127.0.0.1:8080\"        # or \"unix:/run/broadsheet/http.sock\"\n"
        "# behind-proxy = true              # a reverse proxy alone connects there\n"
        "# admin-listen = \"127.0.0.1:8081\"  # /healthz and /metrics\n"
        "# tls-certificate = \"/etc/…/fullchain.pem\"\n"
        "# tls-key = \"/etc/…/privkey.pem\"\n"
        "# page-cache = 16                  # megabytes\n",
        database);
}

Result<void> refuse_a_used_database(db::Connection& connection)
{
    auto rows
        = TRY(connection.query("SELECT (SELECT COUNT(*) FROM settings) + (SELECT COUNT(*) FROM articles)"));
    if (TRY(rows.next()) && rows.integer(0) > 0)
        return Error{ErrorCode::conflict,
            "the database holds a newspaper already, which stays as it is; name another one "
            "with --database, or another folder with --data"};
    return {};
}

newsroom::Settings first_settings(InitOptions const& options)
{
    newsroom::Settings settings;
    settings.languages = options.languages;
    for (auto const& language : options.languages)
        settings.title[language] = options.title;
    settings.time_zone = options.time_zone;
    settings.url = options.url;
    while (settings.url.ends_with('/'))
        settings.url.pop_back();
    return settings;
}

// Makes the database and what says that the folder holds a newspaper: last, so that a broken start can be
// repeated.
Result<void> make_newspaper(Context const& context, newsroom::Settings const& settings)
{
    auto url = context.options.database.empty() ? database_file(context.options).string()
                                                : context.options.database;
    auto database = TRY(db::Database::open(url));
    auto connection = TRY(database->connect());
    TRY(db::migrate(*connection, context.clock));
    TRY(refuse_a_used_database(*connection));
    TRY(newsroom::change(*connection, context.clock, context.random,
        [&](newsroom::Change& change) { return newsroom::save_settings(change, settings); }));
    return write_file_atomically(settings_file(context.options.data), settings_text(context.options));
}

} // namespace

Result<ExitCode> init(Context const& context, InitOptions const& options)
{
    auto const& data = context.options.data;
    std::error_code failed;
    if (std::filesystem::exists(settings_file(data), failed))
        return Error{ErrorCode::conflict,
            fmt::format("{} holds a newspaper already; name another folder with --data", data.string())};
    if (trimmed(options.title).empty())
        return invalid("--title is empty: a newspaper has a name");
    auto settings = first_settings(options);
    TRY(newsroom::check_settings(settings));
    bool is_new_folder = std::filesystem::create_directories(data, failed);
    if (failed)
        return io_error(fmt::format("cannot make the folder {}: {}", data.string(), failed.message()));
    // Nobody but the newspaper's own account looks into its folder.
    std::filesystem::permissions(data, std::filesystem::perms::owner_all, failed);
    if (auto made = make_newspaper(context, settings); !made) {
        if (is_new_folder)
            std::filesystem::remove_all(data, failed);
        return std::move(made).error();
    }
    fmt::print("Made the newspaper \"{0}\" in {1}.\n"
               "Next: bring your archive in with `broadsheet --data {2} import ghost FILE.json` (or "
               "wordpress, markdown),\n"
               "then read it with `broadsheet --data {2} serve`.\n",
        options.title, data.string(), shell_word(data.string()));
    return done;
}

} // namespace broadsheet::cli
