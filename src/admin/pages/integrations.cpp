// Programs that use the API, their keys, and what they are told of.
#include "staff/integrations.h"
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "newsroom/webhooks.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using newsroom::Webhook;
using staff::Act;
using staff::Integration;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view list_path = "/admin/settings/integrations/";

staff::Integrations integrations(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

newsroom::Webhooks webhooks(Visit const& visit)
{
    return {visit.connection, visit.services.clock, visit.services.random};
}

std::string path_of(Integration const& integration)
{
    return fmt::format("{}{}/", list_path, integration.id);
}

Result<Map> list_fields(Visit const& visit)
{
    Array rows;
    for (auto const& integration : TRY(integrations(visit).all()))
        rows.push_back(Value::make<Map>(Map{{"id", integration.id}, {"name", integration.name},
            {"used_at", integration.used_at}, {"created_at", integration.created_at}}));
    Map fields{{"name", std::string(visit.field("name"))}};
    fields.set("integrations", Value::make<Array>(std::move(rows)));
    return fields;
}

// The form as it was filled in, with what was wrong beside its field.
Result<http::Response> refuse(Visit const& visit, std::string_view view, Map fields, Error error)
{
    fields.set("wrong", setting_of(error));
    if (error.code == ErrorCode::invalid || error.code == ErrorCode::conflict)
        error = invalid("Nothing was saved: see the field below.");
    return visit.refused(view, std::move(fields), error);
}

Result<http::Response> list(Visit& visit)
{
    return visit.page("integrations", TRY(list_fields(visit)));
}

Result<http::Response> add(Visit& visit)
{
    auto const name = trimmed(visit.field("name"));
    auto const added
        = act(visit, "integration.added", "", name, [&] { return integrations(visit).add(name); });
    if (!added.ok())
        return refuse(visit, "integrations", TRY(list_fields(visit)), added.error());
    return visit.redirect(path_of(*added), "saved");
}

Value webhook_rows(std::vector<Webhook> const& all)
{
    Array rows;
    for (auto const& webhook : all)
        rows.push_back(Value::make<Map>(Map{{"id", webhook.id}, {"event", webhook.event},
            {"target_url", webhook.target_url}, {"name", webhook.name},
            {"is_signed", !webhook.secret.empty()}, {"last_sent_at", webhook.last_sent_at},
            {"last_status", webhook.last_status}, {"last_error", webhook.last_error}}));
    return Value::make<Array>(std::move(rows));
}

// The integration that the route names, with what was typed of a further webhook.
Result<Map> fields_of(Visit const& visit)
{
    auto const integration = TRY(integrations(visit).by_id(visit.part(0)));
    Map fields{{"id", integration.id}, {"name", integration.name}, {"content_key", integration.content_key},
        {"admin_key", integration.admin_key()}, {"used_at", integration.used_at},
        {"created_at", integration.created_at}, {"url", TRY(newsroom::load_settings(visit.connection)).url},
        {"target_url", std::string(visit.field("target_url"))},
        {"secret", std::string(visit.field("secret"))}};
    Array events;
    for (auto const event : newsroom::webhook_events())
        events.push_back(Value::make<Map>(
            Map{{"name", std::string(event)}, {"is_chosen", event == visit.field("event")}}));
    fields.set("events", Value::make<Array>(std::move(events)));
    fields.set("webhooks", webhook_rows(TRY(webhooks(visit).of(integration.number))));
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("integration", TRY(fields_of(visit)));
}

Result<http::Response> renew_keys(Visit& visit)
{
    auto const former = TRY(integrations(visit).by_id(visit.part(0)));
    TRY(act(visit, "integration.keys_renewed", former.id, former.name,
        [&] { return integrations(visit).renew_keys(former.id); }));
    return visit.redirect(path_of(former), "saved");
}

Result<http::Response> remove(Visit& visit)
{
    auto const former = TRY(integrations(visit).by_id(visit.part(0)));
    TRY(act(visit, "integration.removed", former.id, former.name,
        [&] { return integrations(visit).remove(former.id); }));
    return visit.redirect(list_path, "deleted");
}

Result<http::Response> add_webhook(Visit& visit)
{
    auto const integration = TRY(integrations(visit).by_id(visit.part(0)));
    Webhook webhook;
    webhook.integration = integration.number;
    webhook.event = visit.field("event");
    webhook.target_url = trimmed(visit.field("target_url"));
    webhook.secret = trimmed(visit.field("secret"));
    auto const added = act(visit, "webhook.added", integration.id, webhook.event + " → " + webhook.target_url,
        [&] { return webhooks(visit).add(webhook); });
    if (!added.ok())
        return refuse(visit, "integration", TRY(fields_of(visit)), added.error());
    return visit.redirect(path_of(integration), "saved");
}

Result<http::Response> remove_webhook(Visit& visit)
{
    auto const integration = TRY(integrations(visit).by_id(visit.part(0)));
    auto const webhook = TRY(webhooks(visit).by_id(visit.part(1)));
    if (webhook.integration != integration.number)
        return not_found("There is nothing here.");
    TRY(act(visit, "webhook.deleted", integration.id, webhook.event + " → " + webhook.target_url,
        [&] { return webhooks(visit).remove(webhook.id); }));
    return visit.redirect(path_of(integration), "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, list_path, Act::manage_integrations, list},
    {http::Method::post, list_path, Act::manage_integrations, add},
    {http::Method::get, "/admin/settings/integrations/{}/", Act::manage_integrations, show},
    {http::Method::post, "/admin/settings/integrations/{}/keys/", Act::manage_integrations, renew_keys},
    {http::Method::post, "/admin/settings/integrations/{}/delete/", Act::manage_integrations, remove},
    {http::Method::post, "/admin/settings/integrations/{}/webhooks/", Act::manage_integrations, add_webhook},
    {http::Method::post, "/admin/settings/integrations/{}/webhooks/{}/delete/", Act::manage_integrations,
        remove_webhook},
};

} // namespace

Routes integration_routes()
{
    return routes;
}

} // namespace broadsheet::admin
