#pragma once

#include "db/connection.h"
#include "newsroom/article.h"
#include "staff/sessions.h"

#include <string>

namespace broadsheet::workflow {

using newsroom::Number;

struct LockLimits {
    std::int64_t silence = 60'000; // milliseconds after which a lock whose holder is not heard from is free
    std::int64_t answer = 60'000; // that a holder has to answer somebody who asks for it
};

// Who is writing in an article. A lock lives by being held again and again, and changes hands with the
// holder's consent, or without an answer. Versions keep texts safe without it (working_copies.h): it saves
// people from working against each other. Writes are to be made in a write transaction.
class EditLocks {
public:
    struct State {
        std::string holder; // name of an account; "": free
        bool is_mine = false;
        UtcMillis since = 0;
        std::string wanted_by; // "": nobody
        bool is_asked_for = false; // by whoever is told this
        std::int64_t free_in = 0; // milliseconds until it can be had without consent, as things are
    };

    EditLocks(db::Connection& connection, Clock const& clock, LockLimits limits = {})
        : connection_(connection)
        , clock_(clock)
        , limits_(limits)
    {
    }

    Result<State> look(Number article, staff::Session const&) const;
    // Takes the lock if it is free, and says that the holder is still there.
    Result<State> hold(Number article, staff::Session const&);
    // Asks the holder for it; takes it where it can be had.
    Result<State> want(Number article, staff::Session const&);
    // The holder hands it to whoever asked, or refuses to.
    Result<State> give(Number article, staff::Session const&);
    Result<State> keep(Number article, staff::Session const&);
    // Lets go of the lock, or takes back having asked for it.
    Result<State> leave(Number article, staff::Session const&);

private:
    struct Row {
        std::string session;
        Number account = 0;
        std::string name;
        UtcMillis since = 0;
        UtcMillis seen_at = 0;
        std::string wanted_session;
        std::string wanted_by;
        UtcMillis wanted_at = 0;
    };
    Result<std::optional<Row>> read(Number article) const;
    // When others can have it, whatever its holder says.
    UtcMillis free_at(Row const&, staff::Session const&) const;
    State state_of(std::optional<Row> const&, staff::Session const&) const;
    Result<State> take(Number article, staff::Session const&);

    db::Connection& connection_;
    Clock const& clock_;
    LockLimits limits_;
};

} // namespace broadsheet::workflow
