#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <optional>

namespace broadsheet::newsroom {

// When a newsletter's issues go out: at one time of one day of the week, on the clocks of its zone.
struct IssueSchedule {
    int weekday = 0; // 1: Monday, …, 7: Sunday; 0: when somebody says so
    int minute = 9 * 60; // of the day
    std::string time_zone = "UTC"; // IANA name
    // What becomes of an issue that nobody has approved by its time.
    enum class WhenMissing { hold, send } when_missing = WhenMissing::hold;
    bool operator==(IssueSchedule const&) const = default;
};

// A letter that readers sign up for, in one language.
struct Newsletter {
    enum class Status {
        draft, // only the newsroom knows it
        open,
        closed, // no sign-ups and no issues; the archive stays
    };
    Number number = 0;
    std::string id; // empty on a new one: made by the store
    std::string slug;
    std::string language;
    Status status = Status::draft;
    std::int64_t position = 0;
    std::string name;
    std::string pitch; // what the box promises
    std::string frequency; // in the readers' words: "every Friday"
    std::string policy; // version of the privacy policy that subscribers agree to; empty: none asked
    std::string policy_path; // where it can be read
    std::string sender_name;
    std::string sender_address;
    IssueSchedule schedule;
    bool counts_links = false; // how often readers follow each: one sum for all of them
    bool operator==(Newsletter const&) const = default;
};

std::string_view name_of(Newsletter::Status);
Result<Newsletter::Status> newsletter_status_from(std::string_view);
std::string_view name_of(IssueSchedule::WhenMissing);
Result<IssueSchedule::WhenMissing> when_missing_from(std::string_view);

// Newsletters are few: the whole list is read at once.
class Newsletters {
public:
    static constexpr std::size_t most = 100;

    explicit Newsletters(db::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::vector<Newsletter>> all() const; // by position, then slug
    Result<std::optional<Newsletter>> by_slug(std::string_view slug) const;
    // Returns it, or not_found.
    Result<Newsletter> by_id(std::string_view id) const;

    // Saves a new (number 0) or changed newsletter and returns its id. Unchanged content makes no new
    // edition. Refused, naming the field: what is not complete, a slug that another has or that is the name
    // of a form.
    static Result<std::string> save(Change&, Newsletter const&);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
