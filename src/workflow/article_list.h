#pragma once

#include "db/connection.h"
#include "newsroom/article.h"
#include "staff/account.h"
#include "workflow/progress.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace broadsheet::workflow {

// What articles to list; what is left out stands for any.
struct ListFilter {
    newsroom::ArticleKind kind = newsroom::ArticleKind::article;
    // A status, or the stage of a draft: "writing", "review", "ready". Others find nothing.
    std::string state;
    std::string language;
    std::optional<Number> section;
    std::optional<Number> byline;
    std::optional<staff::Number> assignee;
    bool is_sent_back = false; // drafts that an editor sent back
    std::optional<UtcMillis> due_before; // drafts that are due before this
    std::string words; // of the title, each in whole or in part, as text/words.h folds them
    // Lists what stands behind this one.
    struct Place {
        UtcMillis updated_at = 0;
        Number number = 0;
    };
    std::optional<Place> after;
    std::int64_t most = 50;
};

struct ListRow {
    Number number = 0;
    std::string id;
    std::string language;
    std::string slug;
    std::string title;
    newsroom::Status status = newsroom::Status::draft;
    Stage stage = Stage::writing;
    std::optional<Number> section;
    UtcMillis updated_at = 0;
    std::optional<UtcMillis> published_at;
    std::optional<UtcMillis> due_at;
    std::optional<UtcMillis> sent_back_at;
    std::string sent_back_by; // name of an account
    std::vector<std::string> bylines; // names
    std::vector<std::string> assigned; // names of accounts
    bool is_readable = true; // by the account, in the newsroom
    bool has_unsaved = false; // something is typed that the article does not have
    std::string held_by; // who is writing in it now
};

// Returns the articles that an account may see, the last changed first: others' drafts are not for everyone.
// Reads the list's index alone, and the rows it returns, so that it is quick in an archive of any size.
Result<std::vector<ListRow>> list_articles(
    db::Connection&, Clock const&, staff::Account const&, ListFilter const&);

struct PlannedArticle {
    ListRow row;
    UtcMillis at = 0;
    bool is_due = false; // otherwise published or scheduled
};
struct PlannedDay {
    std::vector<PlannedArticle> articles; // the earliest first
    std::int64_t more = 0; // how many more were published that day
};
// Returns what an account may see of what is published, scheduled or due on days, of which `midnights` has
// the begin of each, ascending, and the end of the last. All that is scheduled and due is there, and the
// first `most_published` of a day.
Result<std::vector<PlannedDay>> planned_days(db::Connection&, Clock const&, staff::Account const&,
    std::span<UtcMillis const> midnights, std::size_t most_published);

} // namespace broadsheet::workflow
