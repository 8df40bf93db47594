#pragma once

#include "base/clock.h"
#include "cli/findings.h"
#include "db/connection.h"
#include "text/time_zone.h"

#include <filesystem>

// What `broadsheet check` looks at besides what is published. An error is one of the database.
namespace broadsheet::cli {

// Names the jobs that failed for good, the newest first, with what went wrong.
Result<void> check_jobs(db::Connection&, text::TimeZone const&, Findings&);
// How old the newest backup is.
Result<void> check_backup(db::Connection&, Clock const&, Findings&);
// Whether mail of open newsletters would leave, and be believed.
Result<void> check_newsletters(db::Connection&, Findings&);
// Whether the newspaper's signed log, which lies in `log`, follows what is published. Without a log: nothing.
Result<void> check_mirror(std::filesystem::path const& log, db::Connection&, Findings&);
// Whether the search index is there, whole, and knows what is published.
Result<void> check_search_index(std::filesystem::path const& index, db::Connection&, Findings&);
// How long the certificate `serve` is set up with is valid; no path: it has none.
void check_certificate(std::filesystem::path const& certificate, Clock const&, Findings&);

} // namespace broadsheet::cli
