#pragma once

#include "admin/visit.h"
#include "newsroom/issues.h"

namespace broadsheet::admin {

// What brings an issue to its readers: at its time, or now.
enum class Release { approve, send };

// Returns the one of that name ("approve", "send").
std::optional<Release> release_from(std::string_view name);

// Returns where it is done: a page of its own, behind an act that asks for the second factor again.
std::string release_path(newsroom::Issue const&, Release);

// Returns what keeps the issue from its readers, as `invalid` that names the field.
Result<void> check_ready(Visit const&, db::Connection&, newsroom::Issue const&, Release);

} // namespace broadsheet::admin
