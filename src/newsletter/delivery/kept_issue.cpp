#include "newsletter/delivery/kept_issue.h"

#include <boost/json.hpp>

namespace broadsheet::newsletter {

namespace {

namespace json = boost::json;

json::object as_json(RenderedIssue const& issue)
{
    json::array subjects;
    for (auto const& subject : issue.subjects)
        subjects.emplace_back(subject);
    return {{"id", issue.id}, {"subjects", std::move(subjects)}, {"text", issue.text}, {"html", issue.html},
        {"language", issue.language}, {"from_name", issue.from.name},
        {"from_address", issue.from.address.text()}, {"list_id", issue.list_id},
        {"unsubscribe_url", issue.unsubscribe_url}, {"archive_url", issue.archive_url}};
}

std::string string_in(json::object const& object, std::string_view name)
{
    auto const* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

Result<void> keep_issue(db::Connection& connection, std::int64_t send, RenderedIssue const& issue)
{
    TRY(connection.execute(
        "INSERT INTO send_texts (send, issue) VALUES ($1, $2)", {send, json::serialize(as_json(issue))}));
    return {};
}

Result<std::optional<RenderedIssue>> find_kept_issue(db::Connection& connection, std::int64_t send)
{
    auto rows = TRY(connection.query("SELECT issue FROM send_texts WHERE send = $1", {send}));
    if (!TRY(rows.next()))
        return std::optional<RenderedIssue>();
    boost::system::error_code failed;
    auto const value = json::parse(rows.text(0), failed);
    auto const* subjects
        = failed || !value.is_object() ? nullptr : value.get_object().if_contains("subjects");
    if (!subjects || !subjects->is_array())
        return invalid("the issue's text in the database is damaged: restore it from a backup");
    auto const& object = value.get_object();
    RenderedIssue issue;
    issue.id = string_in(object, "id");
    for (auto const& subject : subjects->get_array())
        issue.subjects.emplace_back(subject.is_string() ? std::string_view(subject.get_string()) : "");
    issue.text = string_in(object, "text");
    issue.html = string_in(object, "html");
    issue.language = string_in(object, "language");
    issue.from
        = {string_in(object, "from_name"), TRY(mail::parse_address(string_in(object, "from_address")))};
    issue.list_id = string_in(object, "list_id");
    issue.unsubscribe_url = string_in(object, "unsubscribe_url");
    issue.archive_url = string_in(object, "archive_url");
    return std::optional(std::move(issue));
}

} // namespace broadsheet::newsletter
