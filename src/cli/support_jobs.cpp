#include "cli/support_jobs.h"

#include "base/log.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/ledger_audit.h"
#include "support/supporter_mail.h"

#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace broadsheet::cli {

namespace {

constexpr std::chrono::minutes between_reconciliations{15};

constexpr std::chrono::minutes between_heads{1};
constexpr std::chrono::minutes between_audits{60};

std::int64_t number_in(db::Job const& job)
{
    std::int64_t number = 0;
    std::from_chars(job.payload.data(), job.payload.data() + job.payload.size(), number);
    return number;
}

Result<void> reconcile(db::Connection& connection, support::ProviderTools const& tools)
{
    auto const reconciled = TRY(support::Contributions(connection, tools).reconcile());
    if (reconciled.entries > 0)
        log_info("contributions: {} entries found by asking the providers", reconciled.entries);
    if (!reconciled.troubles.empty())
        return Error{ErrorCode::unavailable, fmt::format("{}", fmt::join(reconciled.troubles, "; "))};
    return {};
}

// The newsroom shows what is found; the log tells it, too.
Result<void> audit(db::Connection& connection, support::LedgerHeads const& heads)
{
    auto const trouble = TRY(support::first_trouble(connection, heads));
    TRY(db::transaction(
        connection, db::Access::write, [&] { return support::save_ledger_trouble(connection, trouble); }));
    return trouble.empty() ? Result<void>() : invalid(trouble);
}

} // namespace

void add_support_jobs(JobRunner& runner, support::ProviderTools const& tools, SupportMail const& mail,
    std::filesystem::path const& newspaper)
{
    using support::Contributions;
    runner.add(
        std::string(Contributions::event_job), [tools](db::Connection& connection, db::Job const& job) {
            return Contributions(connection, tools).work_off_event(number_in(job));
        });
    runner.add(
        std::string(Contributions::letter_job),
        [tools, mail](db::Connection& connection, db::Job const& job) -> Result<void> {
            auto const keys = TRY(vault::keys_or_wait(mail.custody));
            return support::write_to_supporter(
                connection, tools, keys, mail.letters, mail.post, number_in(job));
        },
        [mail] { return mail.custody.is_unlocked(); });
    runner.every(between_reconciliations, "contributions",
        [tools](db::Connection& connection) { return reconcile(connection, tools); });
    support::LedgerHeads const heads(newspaper);
    runner.every(
        between_heads, "ledger", [heads](db::Connection& connection) { return heads.note(connection); });
    runner.every(between_audits, "ledger and contributions",
        [heads](db::Connection& connection) { return audit(connection, heads); });
}

} // namespace broadsheet::cli
