#include "cli/commands.h"
#include "cli/exchange_progress.h"
#include "cli/newspaper.h"
#include "cli/open_site.h"
#include "cli/recovery.h"
#include "cli/working_folder.h"
#include "exchange/ghost_import.h"
#include "exchange/library_media_taker.h"
#include "exchange/markdown_import.h"
#include "exchange/wordpress_import.h"
#include "text/direction.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

exchange::TakeSettings take_settings(std::string_view text)
{
    if (text == "always")
        return exchange::TakeSettings::always;
    return text == "never" ? exchange::TakeSettings::never : exchange::TakeSettings::when_empty;
}

Result<exchange::Report> import_from(
    ImportFormat format, exchange::ImportTarget target, exchange::ImportOptions const& options)
{
    switch (format) {
    case ImportFormat::ghost:
        return exchange::import_ghost(target, options);
    case ImportFormat::wordpress:
        return exchange::import_wordpress(target, options);
    case ImportFormat::markdown:
        return exchange::import_markdown(target, options);
    }
    VERIFY(false);
}

Result<void> print(exchange::Report const& report, bool json)
{
    auto const write = [](std::string_view piece) {
        return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size()
            ? Result<void>()
            : Result<void>(system_error("cannot print the report", errno));
    };
    return json ? report.write_json(write) : report.write_text(write);
}

std::atomic<bool> stop_requested{false};

// The first ^C asks the import to stop where it can go on later; a second one ends the program.
void stop_on_interrupt()
{
    struct sigaction action { };
    action.sa_handler = [](int) { stop_requested = true; };
    action.sa_flags = SA_RESETHAND | SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

} // namespace

Result<ExitCode> import(Context const& context, ImportCommandOptions const& options)
{
    std::error_code failed;
    if (!options.media.empty() && !std::filesystem::is_directory(options.media, failed))
        return invalid(fmt::format("--media {}: there is no such folder", options.media.string()));
    if (!options.language.empty() && !text::is_valid_language(options.language))
        return invalid(fmt::format(
            "--language {}: it is no code of a language, like en, ru or pt-br", options.language));
    auto newspaper = TRY(Newspaper::open(context));
    tell_recovered(recover(context.options));
    stop_on_interrupt();
    auto at_work = TRY(WorkingFolder::create_in(context.options.data, "import"));
    exchange::ImportTarget target{*newspaper.database, context.clock, context.random};
    exchange::LibraryMediaTaker media(target, newspaper.media);
    ExchangeProgress progress(context.clock);
    exchange::ImportOptions import_options;
    import_options.source = options.source;
    import_options.media = options.media;
    import_options.redirects = options.redirects;
    import_options.language = options.language;
    import_options.article_types = options.also;
    import_options.settings = take_settings(options.settings);
    import_options.themes = themes_there_are(context);
    import_options.media_taker = &media;
    import_options.progress = &progress;
    import_options.stop = &stop_requested;
    auto started_at = context.clock.monotonic();
    auto report = TRY(import_from(options.format, target, import_options));
    auto seconds = static_cast<double>(context.clock.monotonic() - started_at) / 1000;
    TRY(print(report, context.options.json));
    if (!context.options.json)
        fmt::print("Took {:.1f} s.\n", seconds);
    return static_cast<ExitCode>(report.exit_code());
}

} // namespace broadsheet::cli
