#include "cli/mail_upkeep.h"

#include "base/ascii.h"
#include "base/log.h"
#include "cli/vault_at_start.h"
#include "db/transaction.h"
#include "mail/maildir.h"
#include "newsletter/compose.h"
#include "newsletter/delivery/reports.h"
#include "newsletter/subscriptions.h"
#include "newsroom/settings.h"

namespace broadsheet::cli {

namespace {

// Who mail comes from until the newsroom says: the newspaper, at its own host.
Result<mail::Sender> default_sender(db::Database& database)
{
    auto connection = TRY(database.connect());
    auto const settings = TRY(newsroom::load_settings(*connection));
    auto host = settings.url.substr(settings.url.find("://") + 3);
    host = host.substr(0, host.find_first_of(":/"));
    auto const address
        = "newsroom@" + (host.find('.') == host.npos || is_digit(host.back()) ? "localhost.invalid" : host);
    return mail::Sender{
        std::string(settings.title_in(settings.languages.front())), TRY(mail::parse_address(address))};
}

} // namespace

MailUpkeep::MailUpkeep(Context const& context, db::Database& database, vault::Custody& custody,
    mail::Sender sender, newsletter::IssueRenderer renderer)
    : context_(context)
    , database_(database)
    , custody_(custody)
    , post_(database, context.clock, context.random, outbox_, std::move(sender))
    , renderer_(std::move(renderer))
{
}

Result<std::unique_ptr<MailUpkeep>> MailUpkeep::make(
    Context const& context, db::Database& database, vault::Custody& custody)
{
    auto sender = TRY(default_sender(database));
    auto renderer = TRY(newsletter::IssueRenderer::load());
    return std::unique_ptr<MailUpkeep>(
        new MailUpkeep(context, database, custody, std::move(sender), std::move(renderer)));
}

Result<void> MailUpkeep::start(ServeOptions const& options, JobRunner& jobs)
{
    jobs.every(std::chrono::minutes(1), "subscriptions",
        [this](db::Connection& connection) { return look_after_newsletters(connection); });
    if (!options.reports_maildir.empty())
        jobs.every(std::chrono::minutes(1), "mail.maildir",
            [this, maildir = options.reports_maildir](
                db::Connection&) { return look_into_maildir(maildir); });
    if (!options.reports_listen.empty())
        reports_ = TRY(mail::IntakeListener::start(
            options.reports_listen, [this](std::string_view recipient, std::string_view message) {
                return take_report(recipient, message);
            }));
    return {};
}

void MailUpkeep::begin_delivery()
{
    std::lock_guard lock(mutex_);
    delivery_ = std::make_unique<newsletter::Delivery>(
        newsletter::DeliveryServices{database_, context_.clock, context_.random, post_.health(), outbox_,
            [this]() -> Result<mail::Configuration> {
                auto connection = TRY(database_.connect());
                return mail::load_configuration(*connection);
            },
            [this] { return custody_.keys(); },
            [this](db::Connection& connection, std::string const& issue) {
                return renderer_.render(connection, issue, context_.clock.now());
            }});
}

void MailUpkeep::note_change()
{
    std::lock_guard lock(mutex_);
    if (delivery_)
        delivery_->wake();
}

// Takes in who has signed up while the vault was locked, or on another machine, and sends what is due.
Result<void> MailUpkeep::look_after_newsletters(db::Connection& connection)
{
    TRY(lock_if_outdated(connection, custody_));
    if (auto const keys = custody_.keys())
        TRY(newsletter::take_in_all(connection, *keys, context_.clock, context_.random));
    TRY(newsletter::keep_schedules(
        connection, context_.clock, context_.random, newsletter::hand_to_delivery(renderer_)));
    return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
        TRY(newsletter::erase_undeliverable(connection, context_.clock, context_.random));
        return newsletter::Subscriptions(connection, context_.clock, context_.random).forget_old_links();
    });
}

// Takes in a report about mail that was sent.
Result<void> MailUpkeep::take_report(std::string_view recipient, std::string_view message)
{
    auto connection = TRY(database_.connect());
    TRY(newsletter::take_in_report(*connection, context_.clock, context_.random, recipient, message));
    return {};
}

Result<void> MailUpkeep::look_into_maildir(std::filesystem::path const& maildir)
{
    auto const taken
        = TRY(mail::take_from_maildir(maildir, [this](std::string_view recipient, std::string_view message) {
              return take_report(recipient, message);
          }));
    if (taken.taken + taken.foreign > 0)
        log_info(
            "took {} reports in; {} messages in cur/ are for a person to read", taken.taken, taken.foreign);
    return {};
}

} // namespace broadsheet::cli
