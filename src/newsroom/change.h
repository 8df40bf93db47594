#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/transaction.h"

#include <string>
#include <string_view>

namespace broadsheet::newsroom {

// Grows with every change that a reader can see.
using Edition = std::int64_t;

Result<Edition> current_edition(db::Connection&);

// One change to the newsroom's state: a write transaction. Stores take it, so that nothing is written outside
// one, and ask it for the next edition as soon as they touch what readers see; all they touch then carries
// that number.
class Change {
public:
    Change(db::Connection&, Clock const&, Random&);

    db::Connection& connection() const { return connection_; }
    Clock const& clock() const { return clock_; }
    Random& random() const { return random_; }
    // Who makes it, as revisions name them; "": the program itself.
    std::string const& author() const { return author_; }
    void set_author(std::string_view name) { author_ = name; }
    // Whether programs outside are not told of it: an import is old news.
    bool is_silent() const { return is_silent_; }
    void set_silent() { is_silent_ = true; }

    // Returns the edition this change makes; the first call moves the newspaper to it.
    Result<Edition> edition();

private:
    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
    std::string author_;
    bool is_silent_ = false;
    Edition edition_ = 0;
};

// Runs `body(Change&)`, which returns a Result, in one write transaction.
template <typename Body>
auto change(db::Connection& connection, Clock const& clock, Random& random, Body&& body)
    -> std::invoke_result_t<Body, Change&>
{
    Change unit(connection, clock, random);
    return db::transaction(connection, db::Access::write, [&] { return body(unit); });
}

} // namespace broadsheet::newsroom
