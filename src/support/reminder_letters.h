#pragma once

#include "mail/post.h"
#include "newsroom/settings.h"
#include "site/views/view_set.h"
#include "support/reminders.h"

namespace broadsheet::support {

// The two mails of a reminder. Immutable, so thread-safe.
class ReminderLetters {
public:
    static Result<ReminderLetters> load();

    // Asks whether the reader means it; `link` is the absolute address that confirms, and cancels later.
    Result<mail::Letter> confirmation(newsroom::Settings const&, ReminderRequest const&,
        std::string const& link, std::string const& address) const;
    // The reminder itself, the same message however often it is tried.
    Result<mail::Letter> reminder(
        newsroom::Settings const&, Reminder const&, std::string const& address) const;

private:
    explicit ReminderLetters(site::ViewSet views)
        : views_(std::move(views))
    {
    }

    site::ViewSet views_;
};

} // namespace broadsheet::support
