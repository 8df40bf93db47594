#pragma once

#include "api/call.h"
#include "api/resources.h"
#include "site/edition/snapshot.h"
#include "site/query/record_query.h"

namespace broadsheet::api {

// Tags and bylines are answered alike by both APIs, which differ in what they show.

// Answers "tags/" with a page of them.
Result<http::Response> browse_records(Call const&, site::Snapshot const&, site::RecordQuery::Kind, Audience);
// Answers "tags/ID/" and "tags/slug/SLUG/", or not_found.
Result<http::Response> read_record(Call const&, site::Snapshot const&, site::RecordQuery::Kind, Audience);

} // namespace broadsheet::api
