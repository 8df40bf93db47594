#include "cli/support_jobs.h"

#include "base/log.h"
#include "support/contributions.h"
#include "support/supporter_mail.h"

#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace broadsheet::cli {

namespace {

constexpr std::chrono::minutes between_reconciliations{15};

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

} // namespace

void add_support_jobs(JobRunner& runner, support::ProviderTools const& tools, SupportMail const& mail)
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
}

} // namespace broadsheet::cli
