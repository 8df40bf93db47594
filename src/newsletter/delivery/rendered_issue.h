#pragma once

#include "mail/configuration.h"
#include "newsletter/issue_links.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsletter {

// Stands where each reader's copy has the token of its links (newsletter/subscriptions.h, mail_token()). It
// can be part of any URL, and no template, style inliner or sanitiser changes it.
inline constexpr std::string_view token_place = "reader0token0goes0here";

// An issue as it is mailed, the same for all but for the token.
struct RenderedIssue {
    std::string id; // issues.id
    std::vector<std::string> subjects; // each reader gets one of them, always the same
    std::string text;
    std::string html;
    std::string language;
    mail::Sender from;
    std::string list_id; // "weekly.lantern.example"
    std::string
        unsubscribe_url; // https, holds token_place; POST ends the subscription without asking (RFC 8058)
    std::string archive_url; // of this issue; "": not in the archive
    std::vector<IssueLink> links; // those whose addresses are the newspaper's own, to be counted
};

} // namespace broadsheet::newsletter
