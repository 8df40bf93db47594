// Bank statements, and taking back what one told wrongly.
#include "base/file.h"
#include "cli/commands.h"
#include "cli/with_contributions.h"
#include "db/transaction.h"
#include "staff/audit_log.h"
#include "support/providers/bank/statement_import.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using support::HeldBack;
using support::Imported;

std::string amount_of(support::Booking const& booking)
{
    return support::plain_amount(booking.minor, booking.currency);
}

void print_json(Imported const& imported)
{
    json::array unbooked;
    for (auto const& [booking, why, entry] : imported.unbooked) {
        json::object line{{"line", booking.line}, {"day", support::iso_date(booking.day)},
            {"amount", amount_of(booking)}, {"currency", booking.currency.code}, {"id", booking.bank_id()},
            {"why", support::name_of(why)}};
        if (entry != 0)
            line["entry"] = entry;
        unbooked.push_back(std::move(line));
    }
    json::object const counts{{"bookings", imported.bookings}, {"contributions", imported.contributions},
        {"known", imported.known}, {"returned", imported.returned},
        {"unmatched", imported.count(HeldBack::no_reference)},
        {"doubtful", imported.count(HeldBack::maybe_known)}, {"unbooked", std::move(unbooked)}};
    fmt::print("{}\n", json::serialize(counts));
}

void print_text(Imported const& imported)
{
    fmt::print("Bookings: {}. New contributions: {}, known before: {}, paid back: {}, not taken: {}.\n",
        imported.bookings, imported.contributions, imported.known, imported.returned,
        imported.unbooked.size());
    bool is_for_a_person = false;
    for (auto const& unbooked : imported.unbooked) {
        auto const& booking = unbooked.booking;
        fmt::print("  line {}, {}, {} {}{}{}: {}{}\n", booking.line, support::iso_date(booking.day),
            amount_of(booking), booking.currency.code, booking.bank_id().empty() ? "" : ", ",
            booking.bank_id(), support::explain(unbooked.why),
            unbooked.entry != 0 ? fmt::format(" (entry {})", unbooked.entry) : "");
        is_for_a_person = is_for_a_person || unbooked.is_decided_by_hand();
    }
    if (is_for_a_person)
        fmt::print("What is the same as a known entry, or very large, is taken with --take-doubtful.\n");
}

} // namespace

Result<ExitCode> support_import(Context const& context, SupportOptions const& options)
{
    auto const statement = TRY(read_file(options.file, support::StatementLimits::bytes));
    return with_contributions(
        context, [&](db::Connection& connection, support::Contributions& contributions) -> Result<ExitCode> {
            auto const imported = support::import_statement(connection, contributions, context.clock,
                statement, options.takes_doubtful ? support::Doubtful::take : support::Doubtful::hold_back);
            if (!imported.ok())
                return Error(imported.error()).within(options.file.string());
            context.options.json ? print_json(*imported) : print_text(*imported);
            return imported->unbooked.empty() ? done : done_in_part;
        });
}

Result<ExitCode> support_take_back(Context const& context, SupportOptions const& options)
{
    return with_contributions(
        context, [&](db::Connection& connection, support::Contributions& contributions) -> Result<ExitCode> {
            for (auto const number : options.entries) {
                auto const pledge = TRY(contributions.take_back(number));
                TRY(db::transaction(connection, db::Access::write, [&] {
                    return staff::AuditLog(connection, context.clock)
                        .add(nullptr, "support.entry.taken_back", fmt::format("{}", number), "");
                }));
                fmt::print("Entry {} is taken back. The contribution is {} now.\n", number,
                    support::name_of(pledge.status));
            }
            return done;
        });
}

} // namespace broadsheet::cli
