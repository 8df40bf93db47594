#pragma once

#include "admin/visit.h"
#include "newsroom/issues.h"
#include "templates/list_of.h"

namespace broadsheet::admin {

// What people call the state of an issue, in English: a key for translation.
constexpr std::string_view status_label(newsroom::IssueStatus status)
{
    switch (status) {
    case newsroom::IssueStatus::draft:
        return "Draft";
    case newsroom::IssueStatus::approved:
        return "Approved";
    case newsroom::IssueStatus::held:
        return "Held: nobody approved it in time";
    case newsroom::IssueStatus::sent:
        return "Sent";
    case newsroom::IssueStatus::cancelled:
        return "Cancelled";
    }
    return "";
}

inline std::string issue_path(newsroom::Issue const& issue)
{
    return "/admin/issues/" + issue.id + "/";
}

using templates::list_of;

} // namespace broadsheet::admin
