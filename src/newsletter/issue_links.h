#pragma once

#include "db/connection.h"
#include "newsroom/article.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::newsletter {

// A link of an issue of which is counted how often it is followed.
struct IssueLink {
    newsroom::Number number = 0; // in its issue, from 1
    std::string target; // an absolute http or https address, in ASCII
    std::string words; // that are linked, as plain text
    std::int64_t followed = 0; // by all readers together
    bool operator==(IssueLink const&) const = default;
};

// Keeps the links of an issue that sets out, within the caller's transaction.
Result<void> keep_links(db::Connection&, newsroom::Number issue, std::vector<IssueLink> const&);
// Returns them in their order; none, if the issue was sent with plain links.
Result<std::vector<IssueLink>> links_of(db::Connection&, newsroom::Number issue);

// Where one leads, and whether the issue's newsletter counts it still.
struct LinkTarget {
    std::string address;
    bool is_counted = false;
};
Result<std::optional<LinkTarget>> find_link(db::Connection&, newsroom::Number issue, newsroom::Number number);

} // namespace broadsheet::newsletter
