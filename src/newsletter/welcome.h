#pragma once

#include "base/clock.h"
#include "db/connection.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

namespace broadsheet::newsletter {

// What greets a reader who has signed up for a newsletter. It goes the way of issues: one send a newsletter,
// which rests while nobody waits for it and never ends. That send holds no time of a sign-up, not even of the
// last: its own is a day's.
struct WelcomeLetter {
    bool is_on = false;
    std::string subject;
    std::string body; // clean HTML
    bool operator==(WelcomeLetter const&) const = default;
};

// Returns the newsletter's, or an empty one.
Result<WelcomeLetter> load_welcome(db::Connection&, std::string_view newsletter);
// Saves it within the caller's write transaction. Refused as `invalid`, naming the field: text over the
// limits, and where it is on, what a mail cannot do without, an address of the newspaper included to
// unsubscribe at.
Result<void> save_welcome(db::Connection&, newsroom::Newsletter const&, WelcomeLetter const&);

// Returns what the send of a newsletter's welcome has in the place of an issue's id.
std::string welcome_id(std::string_view newsletter);
// Returns the newsletter's id, or nothing where it is an issue's own id.
std::optional<std::string_view> newsletter_of_welcome(std::string_view issue);
// Returns the letter as an issue without articles, which is saved nowhere.
Result<newsroom::Issue> welcome_as_issue(db::Connection&, std::string_view newsletter);

// Puts the letter down for a subscription, where its newsletter has one: once, however often this is called.
// Within the caller's write transaction; works while the vault is locked.
Result<void> greet(db::Connection&, Clock const&, std::string_view newsletter, newsroom::Number subscription);

} // namespace broadsheet::newsletter
