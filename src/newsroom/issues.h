#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <optional>

namespace broadsheet::newsroom {

// In bytes; `articles` and `subjects` in records.
struct IssueLimits {
    static constexpr std::size_t subject = 500;
    static constexpr std::size_t introduction = 20'000;
    static constexpr std::size_t line = 2'000;
    static constexpr std::size_t articles = 60;
    static constexpr std::size_t subjects = 5;
};

enum class IssueStatus {
    draft,
    approved, // goes out at its time
    held, // its time came and nobody had approved it
    sent, // handed to delivery; in the archive from then on
    cancelled,
};
std::string_view name_of(IssueStatus);
Result<IssueStatus> issue_status_from(std::string_view);

// One issue of a newsletter: what it says, and when it goes out.
struct Issue {
    struct Entry {
        Number article = 0;
        std::string line; // the issue's own words for it; empty: its standfirst
        bool operator==(Entry const&) const = default;
    };
    Number number = 0;
    std::string id; // empty on a new one: made by the store
    std::string newsletter; // its id
    std::string slug; // "2026-11-27"
    IssueStatus status = IssueStatus::draft;
    std::string subject;
    std::vector<std::string> further_subjects; // each reader gets one of all
    std::string preheader; // what mail programs show beside the subject
    std::string introduction; // clean HTML
    bool with_appeal = true;
    bool is_suggested = false; // put together by the program, and not touched since
    std::optional<UtcMillis> due_at; // nothing: when somebody says so
    std::string approved_by; // an account's name; "": nobody
    UtcMillis created_at = 0;
    UtcMillis updated_at = 0;
    std::optional<UtcMillis> sent_at;
    std::vector<Entry> articles; // in order, each once
    bool operator==(Issue const&) const = default;
};

// Issues in the database. Reads see the connection's transaction; writes need a Change.
class Issues {
public:
    explicit Issues(db::Connection& connection)
        : connection_(connection)
    {
    }

    // Returns it, or not_found.
    Result<Issue> by_id(std::string_view id) const;
    Result<std::optional<Issue>> by_slug(std::string_view newsletter, std::string_view slug) const;
    // Returns issues without their articles and further subjects, those sent last first, before them those
    // that are not sent yet.
    Result<std::vector<Issue>> of(std::string_view newsletter, std::size_t most) const;
    // The same of sent ones alone, those that were sent before `before`.
    Result<std::vector<Issue>> sent(std::string_view newsletter, UtcMillis before, std::size_t most) const;
    // Returns the ids of issues that are drafts or approved and due by then, of every newsletter.
    Result<std::vector<std::string>> due(UtcMillis by) const;
    // Returns the issue of a newsletter that is due next: draft, approved or held.
    Result<std::optional<Issue>> next(std::string_view newsletter) const;

    // Saves a new (number 0) or changed issue and returns its id; a slug that is empty or taken is filled in
    // from the day. The introduction must be sanitised. A change of what is in the archive makes a new
    // edition, and each change a greater updated_at. Refused: `conflict`, to take back that an issue was
    // sent; naming the field: text over the limits, an article that is not there, one that is there twice.
    static Result<std::string> save(Change&, Issue const&);
    // Deletes one that was never sent, or `conflict`.
    static Result<void> remove(Change&, std::string_view id);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
