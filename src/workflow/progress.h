#pragma once

#include "db/connection.h"
#include "newsroom/article.h"
#include "staff/account.h"

#include <optional>
#include <string_view>
#include <vector>

namespace broadsheet::workflow {

using newsroom::Number;

// How far a draft is.
enum class Stage { writing, review, ready };

std::string_view name_of(Stage);
Result<Stage> stage_from(std::string_view);

// What the newsroom knows of an article besides the article.
struct Progress {
    Stage stage = Stage::writing;
    std::optional<Number> begun_by;
    std::optional<UtcMillis> due_at;
    // Of a draft that an editor sent back, until it is handed in again.
    std::optional<Number> sent_back_by = {};
    std::optional<UtcMillis> sent_back_at = {};
};

// Stages, dates and whose an article is. Writes are to be made in a write transaction.
class Desk {
public:
    explicit Desk(db::Connection& connection)
        : connection_(connection)
    {
    }

    // Returns what is known; an article that an import or a program made has none of it.
    Result<Progress> progress(Number article) const;
    Result<void> save(Number article, Progress const&, UtcMillis now);

    Result<bool> is_assigned(Number article, Number account) const;
    // Returns who works on it, by name.
    Result<std::vector<staff::Number>> assigned(Number article) const;
    Result<void> assign(Number article, Number account);
    Result<void> unassign(Number article, Number account);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::workflow
