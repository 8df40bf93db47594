// Who is told of what, by an integration of its own webhooks
// (https://docs.ghost.org/admin-api/webhooks/overview).
#include "api/admin_routes.h"
#include "api/body.h"
#include "api/fields.h"
#include "newsroom/change.h"
#include "newsroom/webhooks.h"
#include "staff/audit_log.h"
#include "text/dates.h"

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using http::Method;
using newsroom::Webhook;
using newsroom::Webhooks;
using staff::Integration;

json::value text_or_null(std::string const& text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object webhook_object(Webhook const& webhook, Integration const& who)
{
    return {{"id", webhook.id}, {"event", webhook.event}, {"target_url", webhook.target_url},
        {"name", text_or_null(webhook.name)}, {"secret", text_or_null(webhook.secret)}, {"api_version", "v5"},
        {"integration_id", who.id}, {"status", "available"},
        {"last_triggered_at",
            webhook.last_sent_at == 0 ? json::value(nullptr)
                                      : json::value(text::format_rfc3339_millis(webhook.last_sent_at))},
        {"last_triggered_status", text_or_null(webhook.last_status)},
        {"last_triggered_error", text_or_null(webhook.last_error)},
        {"created_at", text::format_rfc3339_millis(webhook.created_at)},
        {"updated_at", text::format_rfc3339_millis(webhook.updated_at)}};
}

// What a client may say of a webhook; whose it is follows from the key.
Result<Webhook> with_fields(Webhook webhook, json::object const& object)
{
    Fields const fields(object);
    TRY(fields.text("event", webhook.event));
    TRY(fields.text("target_url", webhook.target_url));
    TRY(fields.text("name", webhook.name));
    TRY(fields.text("secret", webhook.secret));
    return webhook;
}

// Runs body(webhooks), which returns a Result<Webhook>, in a change that the audit log is told of.
template <typename Body>
Result<Webhook> change(Call const& call, Integration const& who, std::string_view act, Body&& body)
{
    auto const connection = TRY(call.services.database.connect());
    return newsroom::change(*connection, call.services.clock, call.services.random,
        [&](newsroom::Change& unit) -> Result<Webhook> {
            Webhooks webhooks(unit.connection(), unit.clock(), unit.random());
            Webhook const webhook = TRY(body(webhooks));
            TRY(staff::AuditLog(unit.connection(), unit.clock())
                    .add(who, act, webhook.id, webhook.event + " → " + webhook.target_url));
            return webhook;
        });
}

Result<Webhook> own(Webhooks const& webhooks, Integration const& who, std::string_view id)
{
    auto webhook = TRY(webhooks.by_id(id));
    if (webhook.integration != who.number)
        return forbidden("You do not have permission to edit this webhook.");
    return webhook;
}

Result<http::Response> add(Call const& call, Integration const& who)
{
    auto const sent = record_in_body(call, "webhooks");
    if (auto const* refusal = std::get_if<Refusal>(&sent))
        return call.refuse(*refusal);
    auto const save = [&](Webhooks& webhooks) -> Result<Webhook> {
        Webhook fresh;
        fresh.integration = who.number;
        return webhooks.add(TRY(with_fields(fresh, std::get<json::object>(sent))));
    };
    auto const added = TRY(change(call, who, "webhook.added", save));
    return answer_one(201, "webhooks", webhook_object(added, who));
}

Result<http::Response> edit(Call const& call, Integration const& who)
{
    auto const sent = record_in_body(call, "webhooks");
    if (auto const* refusal = std::get_if<Refusal>(&sent))
        return call.refuse(*refusal);
    auto const save = [&](Webhooks& webhooks) -> Result<Webhook> {
        auto const former = TRY(own(webhooks, who, call.part(1)));
        return webhooks.change(TRY(with_fields(former, std::get<json::object>(sent))));
    };
    auto const saved = TRY(change(call, who, "webhook.saved", save));
    return answer_one(200, "webhooks", webhook_object(saved, who));
}

Result<http::Response> remove(Call const& call, Integration const& who)
{
    auto const take_away = [&](Webhooks& webhooks) -> Result<Webhook> {
        auto const former = TRY(own(webhooks, who, call.part(1)));
        TRY(webhooks.remove(former.id));
        return former;
    };
    TRY(change(call, who, "webhook.deleted", take_away));
    return answer_nothing();
}

constexpr AdminRoute routes[] = {
    {Method::post, "webhooks", add},
    {Method::put, "webhooks/{}", edit},
    {Method::delete_, "webhooks/{}", remove},
};

} // namespace

std::span<AdminRoute const> webhook_routes()
{
    return routes;
}

} // namespace broadsheet::api
