// Contributions, from the command line.
#include "base/ascii.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/with_contributions.h"
#include "db/transaction.h"
#include "http/client.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"
#include "support/contributions.h"
#include "support/exports.h"
#include "support/figures.h"
#include "support/ledger_audit.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using support::ProviderKind;

// Runs body(connection), which returns a Result<void>, in a write transaction that the audit log tells of.
template <typename Body>
Result<void> change(Context const& context, std::string_view act, std::string_view subject, Body&& body)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    return db::transaction(*connection, db::Access::write, [&]() -> Result<void> {
        TRY(body(*connection));
        return staff::AuditLog(*connection, context.clock).add(nullptr, act, subject, "");
    });
}

Result<void> set_value(ProviderKind const& kind, support::ProviderSetup& setup, std::string_view text)
{
    auto const equals = text.find('=');
    if (equals == std::string_view::npos)
        return invalid(fmt::format("--set {}: write FIELD=VALUE, or FIELD=@FILE", text));
    auto const name = text.substr(0, equals);
    for (auto const& field : kind.fields) {
        if (field.name != name)
            continue;
        std::string value(text.substr(equals + 1));
        if (value.starts_with('@'))
            value = trimmed(TRY(read_file(value.substr(1), 64 * 1024)));
        setup.values[std::string(name)] = std::move(value);
        return {};
    }
    return invalid(fmt::format("--set {}: {} has no such field; `broadsheet support provider {}` shows them",
        text, kind.name, kind.name));
}

Result<void> set_up(Context const& context, ProviderKind const& kind, SupportOptions const& options)
{
    return change(
        context, "support.provider.saved", kind.name, [&](db::Connection& connection) -> Result<void> {
            auto setup = TRY(support::load_provider_setup(connection, kind));
            for (auto const& value : options.values)
                TRY(set_value(kind, setup, value));
            setup.is_on = (setup.is_on || options.on) && !options.off;
            http::CurlClient client;
            TRY(support::check_provider_setup({context.clock, context.random, client}, kind, setup));
            return support::save_provider_setup(connection, kind, setup);
        });
}

Result<void> print_provider(Context const& context, db::Connection& connection, ProviderKind const& kind)
{
    auto const setup = TRY(support::load_provider_setup(connection, kind));
    json::object values;
    std::string text = fmt::format("{}: {}\n", kind.name, setup.is_on ? "on" : "off");
    for (auto const& field : kind.fields) {
        auto const& value = setup.values.find(field.name)->second;
        auto const shown = field.is_secret && !value.empty() ? std::string("(set)") : value;
        values[field.name] = shown;
        text += fmt::format("  {} = {}    {}\n", field.name, shown, field.label);
    }
    if (context.options.json)
        text = json::serialize(json::object{{"name", kind.name}, {"on", setup.is_on}, {"values", values}})
            + "\n";
    fmt::print("{}", text);
    return {};
}

Result<Day> day_or(std::string_view text, Day otherwise)
{
    if (text.empty())
        return otherwise;
    return day_of(TRY(text::parse_iso(text)));
}

} // namespace

Result<ExitCode> support_provider(Context const& context, SupportOptions const& options)
{
    auto const* kind = support::find_provider_kind(options.provider);
    if (!options.provider.empty() && kind == nullptr) {
        std::string names;
        for (auto const* known : support::provider_kinds())
            names += fmt::format(" {}", known->name);
        return invalid(fmt::format("{}: there is no such way to pay; there are:{}", options.provider, names));
    }
    if (kind != nullptr && (options.on || options.off || !options.values.empty()))
        TRY(set_up(context, *kind, options));
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    for (auto const* known : support::provider_kinds())
        if (kind == nullptr || known == kind)
            TRY(print_provider(context, *connection, *known));
    return done;
}

Result<ExitCode> support_amounts(Context const& context, SupportOptions const& options)
{
    if (options.file.empty()) {
        auto newspaper = TRY(Newspaper::open(context));
        auto connection = TRY(newspaper.database->connect());
        fmt::print("{}\n", support::to_json(TRY(support::load_support_settings(*connection)).offer));
        return done;
    }
    auto const text = TRY(read_file(options.file, 1024 * 1024));
    auto offer = support::offer_from_json(text);
    if (!offer.ok())
        return std::move(offer).error().within(options.file.string());
    auto const saved = change(
        context, "support.settings.saved", "amounts", [&](db::Connection& connection) -> Result<void> {
            auto settings = TRY(support::load_support_settings(connection));
            settings.offer = *offer;
            return support::save_support_settings(connection, settings);
        });
    if (!saved)
        return saved.error();
    return done;
}

Result<ExitCode> support_words(Context const& context, SupportOptions const& options)
{
    if (!options.words.empty()) {
        auto const dot = options.words.find('.');
        auto const name = options.words.substr(0, dot);
        auto const language = dot == std::string::npos ? std::string() : options.words.substr(dot + 1);
        bool const has_language = name == "risk_notice" || name == "privacy";
        if ((!has_language && name != "privacy_link") || has_language == language.empty())
            return invalid(fmt::format(
                "{}: it is risk_notice.LANGUAGE, privacy.LANGUAGE or privacy_link", options.words));
        auto const saved = change(context, "support.settings.saved", options.words,
            [&](db::Connection& connection) -> Result<void> {
                auto const languages = TRY(newsroom::load_settings(connection)).languages;
                if (has_language && !options.text.empty()
                    && std::ranges::find(languages, language) == languages.end())
                    return invalid(fmt::format("{}: this newspaper has no language \"{}\"; it has {}",
                        options.words, language, fmt::join(languages, ", ")));
                auto settings = TRY(support::load_support_settings(connection));
                auto& place = name == "privacy_link" ? settings.privacy_link
                    : name == "privacy"              ? settings.privacy[language]
                                                     : settings.risk_notice[language];
                place = options.text;
                return support::save_support_settings(connection, settings);
            });
        if (!saved)
            return saved.error();
    }
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const settings = TRY(support::load_support_settings(*connection));
    for (auto const& [name, texts] :
        {std::pair{"risk_notice", &settings.risk_notice}, {"privacy", &settings.privacy}})
        for (auto const& [language, text] : *texts)
            fmt::print("{}.{} = {}\n", name, language, text);
    fmt::print("privacy_link = {}\n", settings.privacy_link);
    return done;
}

Result<ExitCode> support_reconcile(Context const& context)
{
    return with_contributions(
        context, [&](db::Connection&, support::Contributions& contributions) -> Result<ExitCode> {
            auto const reconciled = TRY(contributions.reconcile());
            fmt::print("{} events had got lost, {} contributions asked about, {} entries added\n",
                reconciled.events, reconciled.looked, reconciled.entries);
            for (auto const& trouble : reconciled.troubles)
                fmt::print(stderr, "{}\n", trouble);
            return reconciled.troubles.empty() ? done : done_in_part;
        });
}

Result<ExitCode> support_ledger(Context const& context, SupportOptions const& options)
{
    auto const from = TRY(day_or(options.from, 0));
    auto const to = TRY(day_or(options.to, std::numeric_limits<Day>::max()));
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const print = [](std::string_view line) -> Result<void> {
        fmt::print("{}", line);
        return {};
    };
    TRY(options.for_accountant ? support::export_for_accountant(*connection, from, to, print)
                               : support::export_ledger(*connection, from, to, print));
    return done;
}

Result<ExitCode> support_status(Context const& context, SupportOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const recurring = TRY(support::recurring_figures(*connection));
    auto const sums = TRY(support::sums_since(*connection, day_of(context.clock.now()) - 30));
    auto const audit = TRY(support::audit_ledger(*connection));
    auto troubles = audit.troubles;
    support::LedgerHeads const heads(context.options.data);
    for (auto const& checked : {heads.check(*connection),
             options.since.empty() ? Result<void>() : heads.check_since(*connection, options.since)})
        if (!checked.ok())
            troubles.push_back(checked.error().message);
    auto const head = TRY(support::ledger_head(*connection));
    json::array recurring_json;
    std::string text;
    for (auto const& figure : recurring) {
        recurring_json.push_back({{"currency", figure.currency.code}, {"monthly", figure.monthly},
            {"annual", figure.annual}, {"running", figure.running}, {"failing", figure.failing}});
        text += fmt::format("{}: {} a month, {} a year from {} recurring contributions, {} of them failing\n",
            figure.currency.code, support::plain_amount(figure.monthly, figure.currency),
            support::plain_amount(figure.annual, figure.currency), figure.running, figure.failing);
    }
    for (auto const& sum : sums)
        text += fmt::format("{} in the last 30 days: {}\n", sum.currency.code,
            support::plain_amount(sum.moved, sum.currency));
    text += troubles.empty() ? fmt::format("The ledger is whole: {} entries.\n", audit.entries)
                             : fmt::format("{}\n", fmt::join(troubles, "\n"));
    text += fmt::format("It ends with {}: to be kept elsewhere, for --since.\n", head);
    json::object const status{{"ledger_is_whole", troubles.empty()}, {"entries", audit.entries},
        {"head", head}, {"troubles", json::value_from(troubles)}, {"recurring", std::move(recurring_json)}};
    fmt::print("{}", context.options.json ? json::serialize(status) + "\n" : text);
    return troubles.empty() ? done : done_in_part;
}

} // namespace broadsheet::cli
