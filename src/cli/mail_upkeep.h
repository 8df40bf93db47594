#pragma once

#include "cli/commands.h"
#include "cli/job_runner.h"
#include "mail/intake_listener.h"
#include "mail/post_office.h"
#include "newsletter/delivery/delivery.h"
#include "newsletter/issue_renderer.h"
#include "vault/custody.h"

#include <memory>
#include <mutex>

namespace broadsheet::cli {

// What a server does with mail: letters to one person, issues of newsletters on their way, and what comes
// back of both.
class MailUpkeep {
public:
    // What is given must outlive it.
    static Result<std::unique_ptr<MailUpkeep>> make(Context const&, db::Database&, vault::Custody&);

    mail::Outbox& outbox() { return outbox_; }
    mail::PostOffice& post() { return post_; }

    // Takes in the reports that the options name a way for, and has the runner look after newsletters.
    Result<void> start(ServeOptions const&, JobRunner&);
    // Sends issues that have set out, from now on.
    void begin_delivery();
    // To be called when the newspaper has changed: an issue may have set out. Thread-safe.
    void note_change();

private:
    MailUpkeep(Context const&, db::Database&, vault::Custody&, mail::Sender, newsletter::IssueRenderer);
    Result<void> look_after_newsletters(db::Connection&);
    Result<void> take_report(std::string_view recipient, std::string_view message);
    Result<void> look_into_maildir(std::filesystem::path const&);

    Context const& context_;
    db::Database& database_;
    vault::Custody& custody_;
    mail::Outbox outbox_;
    mail::PostOffice post_;
    newsletter::IssueRenderer renderer_;
    std::unique_ptr<mail::IntakeListener> reports_;
    std::mutex mutex_; // guards the pointer below
    std::unique_ptr<newsletter::Delivery> delivery_; // last: it uses the others
};

} // namespace broadsheet::cli
