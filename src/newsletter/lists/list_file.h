#pragma once

#include "newsletter/lists/csv.h"
#include "newsletter/lists/standing.h"

#include <optional>

namespace broadsheet::newsletter {

// Who is on a list, as a file of another system or of ours says it.
struct ListEntry {
    std::size_t line = 0;
    std::string address; // as written
    std::string language; // empty: not said
    std::int64_t confirmed_day = 0; // days since 1970; 0: not said
    bool has_unclear_day = false; // it says one, and not as 2024-05-31
    std::string policy;
    std::string place;
    Standing standing = Standing::active;
};

// Which file a header line belongs to.
enum class ListFormat {
    ours, // email,status,language,confirmed,policy,place
    ghost, // members: email, subscribed_to_emails, created_at
    listmonk, // subscribers: uuid, email, attributes, status, created_at
    plain, // email, and anything
};
std::string_view name_of(ListFormat);
Result<ListFormat> list_format_from(std::string_view);

// What the first row says of a file.
struct ListHead {
    ListFormat format = ListFormat::plain;
    bool has_policy = false; // a column of the versions that readers have agreed to
    std::vector<std::string> passed_over; // columns that nothing is read from
};

// Calls `begin`, then `visit` with each entry; `not_found` where the first row names no column of addresses.
// The other errors are those of read_csv() and StandingColumns.
Result<ListFormat> read_list(Pieces const&, std::function<Result<void>(ListHead const&)> const& begin,
    std::function<Result<void>(ListEntry const&)> const& visit);

// Returns the header line, and one entry, as each system imports it.
std::string list_header(ListFormat);
std::string list_row(ListFormat, ListEntry const&);

} // namespace broadsheet::newsletter
