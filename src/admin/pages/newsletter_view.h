#pragma once

#include "admin/visit.h"
#include "newsroom/issues.h"

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

// Returns a template's list of what `fields` makes of each.
template <typename Range, typename Fields>
templates::Value list_of(Range const& range, Fields const& fields)
{
    templates::Array list;
    for (auto const& one : range)
        list.push_back(templates::Value::make<templates::Map>(fields(one)));
    return templates::Value::make<templates::Array>(std::move(list));
}

} // namespace broadsheet::admin
