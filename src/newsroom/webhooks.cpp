#include "newsroom/webhooks.h"

#include "base/ascii.h"
#include "base/id.h"
#include "base/utf8.h"
#include "newsroom/checks.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

constexpr std::string_view events[]
    = {"site.changed", "post.added", "post.deleted", "post.edited", "post.published", "post.published.edited",
        "post.unpublished", "post.scheduled", "post.unscheduled", "post.rescheduled", "page.added",
        "page.deleted", "page.edited", "page.published", "page.published.edited", "page.unpublished",
        "page.scheduled", "page.unscheduled", "page.rescheduled", "tag.added", "tag.edited", "tag.deleted"};

constexpr std::string_view select_webhook
    = "SELECT id, integration, event, target_url, name, secret, created_at, updated_at, last_sent_at, "
      "last_status, last_error FROM webhooks ";

Webhook read_webhook(db::Cursor const& row)
{
    return {row.string(0), row.integer(1), row.string(2), row.string(3), row.string(4), row.string(5),
        row.integer(6), row.integer(7), row.integer(8), row.string(9), row.string(10)};
}

Result<void> check_line(std::string_view field, std::string_view text)
{
    if (text.size() > Webhooks::longest_text || !is_valid_utf8(text)
        || text.find_first_of("\r\n\t") != std::string_view::npos)
        return invalid(
            fmt::format("{}: one line of at most {} bytes is needed", field, Webhooks::longest_text));
    return {};
}

Result<void> check_target(std::string_view url)
{
    bool const is_plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 127; });
    if (url.size() > Webhooks::longest_url || !is_web_address(url) || !is_plain)
        return invalid("target_url: an address that starts with https:// or http:// is needed");
    if (has_user_info(url))
        return invalid("target_url: an address must not hold a name and password; use the secret");
    return {};
}

} // namespace

std::span<std::string_view const> webhook_events()
{
    return events;
}

Result<void> Webhooks::check(Webhook const& webhook) const
{
    if (std::ranges::find(events, webhook.event) == std::end(events))
        return invalid(
            fmt::format("event: \"{}\" is none of those there are, such as post.published", webhook.event));
    TRY(check_target(webhook.target_url));
    TRY(check_line("name", webhook.name));
    TRY(check_line("secret", webhook.secret));
    auto rows = TRY(connection_.query(
        "SELECT id FROM webhooks WHERE event = $1 AND target_url = $2", {webhook.event, webhook.target_url}));
    if (TRY(rows.next()) && rows.text(0) != webhook.id)
        return invalid("target_url: this address is told of this event already");
    return {};
}

Result<Webhook> Webhooks::by_id(std::string_view id) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE id = $1", select_webhook), {id}));
    if (!TRY(rows.next()))
        return not_found("Webhook not found.");
    return read_webhook(rows);
}

Result<std::vector<Webhook>> Webhooks::of(Number integration) const
{
    std::vector<Webhook> webhooks;
    auto rows = TRY(connection_.query(
        fmt::format("{}WHERE integration = $1 ORDER BY event, target_url", select_webhook), {integration}));
    while (TRY(rows.next()))
        webhooks.push_back(read_webhook(rows));
    return webhooks;
}

Result<Webhook> Webhooks::add(Webhook const& webhook)
{
    TRY(check(webhook));
    if (static_cast<std::int64_t>(TRY(of(webhook.integration)).size()) >= most)
        return invalid(fmt::format("integration: it has {} webhooks, which is the most there may be", most));
    auto const id = new_id(clock_, random_);
    auto const now = clock_.now();
    TRY(connection_.execute(
        "INSERT INTO webhooks (id, integration, event, target_url, name, secret, created_at, "
        "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {id, webhook.integration, webhook.event, webhook.target_url, webhook.name, webhook.secret, now,
            now}));
    return by_id(id);
}

Result<Webhook> Webhooks::change(Webhook const& webhook)
{
    TRY(check(webhook));
    TRY(connection_.execute("UPDATE webhooks SET event = $1, target_url = $2, name = $3, secret = $4, "
                            "updated_at = $5 WHERE id = $6",
        {webhook.event, webhook.target_url, webhook.name, webhook.secret, clock_.now(), webhook.id}));
    return by_id(webhook.id);
}

Result<void> Webhooks::remove(std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM webhooks WHERE id = $1", {id})) == 0)
        return not_found("Webhook not found.");
    return {};
}

Result<void> Webhooks::note_sent(std::string_view id, std::string_view status, std::string_view error)
{
    TRY(connection_.execute(
        "UPDATE webhooks SET last_sent_at = $1, last_status = $2, last_error = $3 WHERE id = $4",
        {clock_.now(), status, error, id}));
    return {};
}

} // namespace broadsheet::newsroom
