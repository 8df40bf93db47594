#include "cli/check_media.h"
#include "cli/check_operation.h"
#include "cli/check_readers_forms.h"
#include "cli/check_rendering.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_site.h"
#include "cli/recovery.h"
#include "mirror/signing.h"
#include "newsroom/settings.h"
#include "site/theme_folder.h"
#include "support/ledger_audit.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <sys/stat.h>

namespace broadsheet::cli {

namespace {

class Checks {
public:
    Checks(
        Context const& context, CheckOptions const& options, Newspaper& newspaper, db::Connection& connection)
        : context_(context)
        , options_(options)
        , newspaper_(newspaper)
        , connection_(connection)
    {
    }

    Findings run()
    {
        for (auto& sentence : recover(context_.options))
            add(Health::warning, std::move(sentence));
        for (auto part : {&Checks::check_database, &Checks::check_settings, &Checks::check_pages,
                 &Checks::check_media, &Checks::check_upkeep}) {
            // A part that cannot even look has found something, and the others are still worth a look.
            if (auto looked = (this->*part)(); !looked)
                add(Health::bad, looked.error().message,
                    "if this is the database, stop the server and restore the newest backup with `broadsheet "
                    "restore`");
        }
        check_certificate(options_.certificate, context_.clock, findings_);
        check_folder();
        return std::move(findings_);
    }

private:
    void add(Health health, std::string what, std::string advice = "")
    {
        findings_.add(health, std::move(what), std::move(advice));
    }

    Result<void> check_database();
    Result<void> check_settings();
    Result<void> check_pages();
    Result<void> check_media();
    Result<void> check_upkeep();
    Result<void> check_ledger();
    void check_folder();

    Context const& context_;
    CheckOptions const& options_;
    Newspaper& newspaper_;
    db::Connection& connection_;
    Findings findings_;
};

Result<void> Checks::check_database()
{
    if (connection_.dialect() == db::Dialect::sqlite) {
        auto rows = TRY(connection_.query("PRAGMA quick_check(1)"));
        bool sound = TRY(rows.next()) && rows.text(0) == "ok";
        if (sound)
            add(Health::good, "the database file is sound");
        else
            add(Health::bad, fmt::format("the database file is damaged: {}", rows.text(0)),
                "stop the server and restore the newest backup with `broadsheet restore`");
    }
    auto rows
        = TRY(connection_.query("SELECT status, COUNT(*) FROM articles GROUP BY status ORDER BY status"));
    std::string counts;
    while (TRY(rows.next()))
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", rows.integer(1), rows.text(0));
    if (counts.empty())
        add(Health::warning, "there is no article yet", "import an archive: `broadsheet import --help`");
    else
        add(Health::good, fmt::format("articles and pages: {}", counts));
    return {};
}

Result<void> Checks::check_settings()
{
    auto settings = TRY(newsroom::load_settings(connection_));
    if (settings.url.find("//127.") != settings.url.npos
        || settings.url.find("//localhost") != settings.url.npos)
        add(Health::warning, fmt::format("the public address is {}", settings.url),
            "feeds and canonical links will name it; change it with `broadsheet settings url https://…`");
    else
        add(Health::good, fmt::format("the public address is {}", settings.url));
    return {};
}

Result<void> Checks::check_pages()
{
    auto site = open_site(context_, newspaper_);
    if (!site) {
        add(Health::bad, site.error().message, std::string(mend_theme));
        return {};
    }
    auto const settings = TRY(newsroom::load_settings(connection_));
    auto const theme = TRY(site::ThemeFolder(themes_folder(context_.options)).check(settings.theme));
    for (auto const& finding : theme.findings)
        if (finding.is_error)
            add(Health::bad, fmt::format("theme \"{}\": {}", settings.theme, finding.text()),
                std::string(mend_theme));
    return check_rendering(TRY((*site)->read()), findings_);
}

Result<void> Checks::check_media()
{
    TRY(check_library(
        connection_, newspaper_.media, findings_, options_.content ? Content::compare : Content::ignore));
    return check_pictures(connection_, newspaper_.media, findings_);
}

Result<void> Checks::check_upkeep()
{
    auto const settings = TRY(newsroom::load_settings(connection_));
    auto const zone = text::TimeZone::find(settings.time_zone);
    TRY(check_jobs(connection_, zone.ok() ? *zone : text::TimeZone(), findings_));
    TRY(check_backup(connection_, context_.clock, findings_));
    TRY(check_newsletters(connection_, findings_));
    TRY(check_readers_forms(connection_, findings_));
    TRY(check_ledger());
    TRY(check_mirror(mirror::log_folder(context_.options.data), connection_, findings_));
    return check_search_index(search_file(context_.options), connection_, findings_);
}

Result<void> Checks::check_ledger()
{
    auto const trouble
        = TRY(support::first_trouble(connection_, support::LedgerHeads(context_.options.data)));
    if (trouble.empty())
        add(Health::good, "the ledger of contributions is as it was written");
    else
        add(Health::bad, trouble, "`broadsheet support status` tells all that was found");
    return {};
}

void Checks::check_folder()
{
    auto const& data = context_.options.data;
    struct stat status { };
    if (stat(data.c_str(), &status) == 0 && (status.st_mode & 077) != 0)
        add(Health::warning, fmt::format("others may look into {}", data.string()),
            fmt::format("chmod 700 {}", data.string()));
    std::error_code failed;
    auto space = std::filesystem::space(data, failed);
    constexpr std::uintmax_t little = 500'000'000;
    if (!failed && space.available < little)
        add(Health::bad, fmt::format("only {} MB are left on the disk", space.available / 1'000'000),
            "make room: a full disk stops publishing");
    else if (!failed)
        add(Health::good,
            fmt::format("{:.0f} GB are left on the disk", static_cast<double>(space.available) / 1e9));
}

void print(std::vector<Finding> const& findings)
{
    constexpr char const* labels[] = {"ok  ", "note", "BAD "};
    for (auto const& finding : findings) {
        fmt::print("{} {}\n", labels[static_cast<int>(finding.health)], finding.what);
        if (!finding.advice.empty())
            fmt::print("     → {}\n", finding.advice);
    }
}

void print_json(std::vector<Finding> const& findings)
{
    constexpr char const* names[] = {"ok", "note", "bad"};
    boost::json::array list;
    for (auto const& finding : findings)
        list.push_back({{"health", names[static_cast<int>(finding.health)]}, {"what", finding.what},
            {"advice", finding.advice}});
    fmt::print("{}\n", boost::json::serialize(list));
}

} // namespace

Result<ExitCode> check(Context const& context, CheckOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const findings = Checks(context, options, newspaper, *connection).run().all();
    context.options.json ? print_json(findings) : print(findings);
    bool well
        = std::ranges::none_of(findings, [](auto const& finding) { return finding.health == Health::bad; });
    return well ? done : done_in_part;
}

} // namespace broadsheet::cli
