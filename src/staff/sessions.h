#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "staff/account.h"

#include <string_view>
#include <vector>

namespace broadsheet::staff {

struct SessionLimits {
    std::int64_t idle = 12LL * 60 * 60 * 1000; // milliseconds without a request
    std::int64_t whole = 14LL * 24 * 60 * 60 * 1000; // from the sign-in on
    std::int64_t half_open = 10LL * 60 * 1000; // for showing the second factor
    std::int64_t confirmation = 15LL * 60 * 1000; // a second factor shown holds for sensitive acts
};

// One browser that has signed in. Nothing about the browser or where it is is kept.
struct Session {
    std::string id; // names the session in lists; opens nothing
    Account account;
    bool is_open = false; // false: the password was right and the second factor is still to come
    UtcMillis created_at = 0;
    UtcMillis used_at = 0; // to the minute
    UtcMillis confirmed_at = 0; // when the second factor was last shown
};

// One thread at a time, as the connection; several processes share the sessions.
class Sessions {
public:
    Sessions(db::Connection& connection, Clock const& clock, Random& random, SessionLimits limits = {})
        : connection_(connection)
        , clock_(clock)
        , random_(random)
        , limits_(limits)
    {
    }

    enum class Stage { half_open, open };
    // Begins a session and returns its token, which is kept nowhere but in the browser.
    Result<std::string> begin(Number account, Stage);
    // Ends the half-open session and begins an open one under another token, so that nobody who knew the
    // first has the second.
    Result<std::string> open(std::string_view half_open_token);

    // Returns the session of a token, and notes that it was used, where that can be written; not_found if
    // there is none, it has ended, or the account is suspended. Any other error says nothing about the
    // session.
    Result<Session> find(std::string_view token);
    // Returns whether the second factor was shown lately enough for a sensitive act.
    bool is_confirmed(Session const& session) const
    {
        return clock_.now() - session.confirmed_at < limits_.confirmation;
    }
    Result<void> confirm(Session const&);

    // Returns the open sessions of an account, the last used first.
    Result<std::vector<Session>> of(Account const&) const;
    Result<void> end(std::string_view token);
    // Ends one session of the account, by its id; not_found if it is another's.
    Result<void> revoke(Number account, std::string_view id);
    Result<void> revoke_all(Number account);
    // Deletes what has run out and returns how many.
    Result<std::int64_t> forget_ended();

private:
    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
    SessionLimits limits_;
};

// Returns the token that forms of this session carry and a page of another site cannot know.
std::string form_token(std::string_view session_token);
bool is_form_token(std::string_view given, std::string_view session_token);

} // namespace broadsheet::staff
