#pragma once

#include "newsroom/appeal.h"
#include "newsroom/change.h"

#include <span>

namespace broadsheet::newsroom {

// Appeals are few (dozens): the whole list is read at once.
class Appeals {
public:
    explicit Appeals(db::Connection& connection)
        : connection_(connection)
    {
    }
    // Live ones first, then drafts, then archived ones; in each the highest priority and the newest first.
    Result<std::vector<Appeal>> all() const;
    // Those that readers see, in the order they are chosen in.
    Result<std::vector<Appeal>> on_air() const;
    Result<std::optional<Appeal>> by_id(std::string_view id) const;
    Result<std::optional<Appeal>> by_slug(std::string_view slug) const;
    // Returns when the next one begins or ends, `now` if one has; nothing if none will.
    Result<std::optional<UtcMillis>> next_turn(UtcMillis now) const;

    // Saves a new (number 0) or changed one and returns its number. Makes a new edition if readers see it
    // before or after; the fields the store keeps are not read.
    static Result<Number> save(Change&, Appeal const&);
    // Begins and ends what is due, and returns how many that were.
    static Result<std::int64_t> turn(Change&);
    // Sets what an appeal has raised so far, as pages show it. An edition is made only where that is another
    // hundredth of the goal: payments come more often than pages should change.
    static Result<void> set_raised(Change&, Number, std::int64_t raised);

private:
    Result<std::vector<Appeal>> read(std::string_view rest, std::span<db::Parameter const> = {}) const;
    Result<std::optional<Appeal>> read_one(std::string_view rest, db::Parameter const&) const;

    db::Connection& connection_;
};

// Returns why an appeal cannot be saved; the error starts with the field.
Result<void> check_appeal(Appeal const&);

} // namespace broadsheet::newsroom
