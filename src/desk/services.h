#pragma once

#include "db/database.h"
#include "http/client.h"
#include "mail/post.h"
#include "newsletter/flood_gate.h"
#include "newsletter/link_counter.h"
#include "site/site.h"
#include "support/letters.h"
#include "support/reminder_letters.h"
#include "vault/custody.h"

namespace broadsheet::desk {

// What the desk stands on. All of it is thread-safe and lives longer than it does.
struct Services {
    db::Database& database;
    Clock const& clock;
    Random& random;
    site::Site const& site;
    mail::Post& post;
    vault::Custody const& custody;
    newsletter::FloodGate& gate; // of sign-ups, of mails that forms ask for, of contributions
    http::Client& client;
    support::Letters const& support_letters;
    support::ReminderLetters const& reminder_letters;
    newsletter::LinkCounter& links; // of issues, as they are followed
};

} // namespace broadsheet::desk
