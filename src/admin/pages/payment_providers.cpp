// Through whom contributions are paid: accounts and keys. A secret is written here, and never shown.
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "http/client.h"
#include "newsroom/settings.h"
#include "support/settings.h"
#include "support/webhook_address.h"

#include <fmt/ranges.h>

namespace broadsheet::admin {

namespace {

using staff::Act;
using support::ProviderField;
using support::ProviderKind;
using support::ProviderSetup;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view page_path = "/admin/contributions/providers/";

// What was filled in at one provider and could not be taken.
struct Refusal {
    ProviderKind const* kind = nullptr;
    ProviderSetup typed;
    Error error;
};

std::string value_of(ProviderSetup const& setup, ProviderField const& field)
{
    auto const found = setup.values.find(field.name);
    return found == setup.values.end() ? std::string() : found->second;
}

// "store: it is missing" without the field's name.
std::string reason(Visit const& visit, Error const& error)
{
    auto const name = setting_of(error);
    auto const text = std::string_view(error.message).substr(std::min(name.size() + 2, error.message.size()));
    return visit.translated(text.empty() ? std::string_view(error.message) : text);
}

Value field_rows(
    Visit const& visit, ProviderKind const& kind, ProviderSetup const& saved, Refusal const* refusal)
{
    Array rows;
    for (auto const& field : kind.fields) {
        Map row{{"name", std::string(field.name)}, {"id", fmt::format("{}_{}", kind.name, field.name)},
            {"label", std::string(field.label)}, {"is_secret", field.is_secret}};
        if (field.is_secret)
            row.set("is_set", !value_of(saved, field).empty());
        else
            row.set("value", value_of(refusal ? refusal->typed : saved, field));
        if (refusal && setting_of(refusal->error) == field.name)
            row.set("wrong", reason(visit, refusal->error));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

Result<Map> page_fields(Visit const& visit, Refusal const* refusal = nullptr)
{
    auto const url = TRY(newsroom::load_settings(visit.connection)).url;
    Array rows;
    for (auto const* kind : support::provider_kinds()) {
        auto const saved = TRY(support::load_provider_setup(visit.connection, *kind));
        auto const* refused = refusal && refusal->kind == kind ? refusal : nullptr;
        Map row{{"name", std::string(kind->name)}, {"title", std::string(kind->staff_title)},
            {"is_on", saved.is_on}, {"is_checked", (refused ? refused->typed : saved).is_on}};
        row.set("fields", field_rows(visit, *kind, saved, refused));
        if (kind->has_account()) {
            row.set("webhook", support::webhook_address(url, kind->name));
            row.set("is_unreached", saved.is_on && !support::can_receive_webhooks(url));
            row.set("can_check", saved.is_on);
        }
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    Map fields;
    fields.set("providers", Value::make<Array>(std::move(rows)));
    return fields;
}

Result<ProviderKind const*> kind_of(Visit const& visit)
{
    auto const* kind = support::find_provider_kind(visit.part(0));
    if (kind == nullptr)
        return not_found("There is nothing here.");
    return kind;
}

// The setup as the form wants it: a secret stays unless another is typed or it is removed.
ProviderSetup setup_in_form(Visit const& visit, ProviderKind const& kind, ProviderSetup const& saved)
{
    ProviderSetup setup = saved;
    setup.is_on = !visit.field("on").empty();
    for (auto const& field : kind.fields) {
        auto const typed = trimmed(visit.field(field.name));
        auto& value = setup.values[std::string(field.name)];
        if (!field.is_secret || !typed.empty())
            value = typed;
        else if (!visit.field(fmt::format("remove_{}", field.name)).empty())
            value.clear();
    }
    return setup;
}

// Names what differs. A secret that stays must not be sent to another address than it was typed for.
Result<std::vector<std::string>> differences(
    Visit const& visit, ProviderKind const& kind, ProviderSetup const& saved, ProviderSetup const& wanted)
{
    std::vector<std::string> names;
    bool is_elsewhere = false;
    for (auto const& field : kind.fields)
        if (value_of(saved, field) != value_of(wanted, field)) {
            names.emplace_back(field.name);
            is_elsewhere = is_elsewhere || !field.is_secret;
        }
    for (auto const& field : kind.fields)
        if (is_elsewhere && field.is_secret && !value_of(wanted, field).empty()
            && trimmed(visit.field(field.name)).empty())
            return invalid(fmt::format("{}: type it again, because another field has changed", field.name));
    if (saved.is_on != wanted.is_on)
        names.emplace_back(wanted.is_on ? "on" : "off");
    return names;
}

Result<void> take(Visit const& visit, ProviderKind const& kind, ProviderSetup const& wanted)
{
    auto const saved = TRY(support::load_provider_setup(visit.connection, kind));
    auto const names = TRY(differences(visit, kind, saved, wanted));
    http::CurlClient client;
    TRY(support::check_provider_setup({visit.services.clock, visit.services.random, client}, kind, wanted));
    if (names.empty())
        return {};
    return act(visit, "support.provider.saved", kind.name, fmt::format("{}", fmt::join(names, ", ")),
        [&] { return support::save_provider_setup(visit.connection, kind, wanted); });
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("providers", TRY(page_fields(visit)));
}

Result<http::Response> save(Visit& visit)
{
    auto const* kind = TRY(kind_of(visit));
    auto const saved = TRY(support::load_provider_setup(visit.connection, *kind));
    auto const wanted = setup_in_form(visit, *kind, saved);
    if (auto const taken = take(visit, *kind, wanted); !taken) {
        Refusal const refusal{kind, wanted, taken.error()};
        return visit.refused("providers", TRY(page_fields(visit, &refusal)),
            taken.error().code == ErrorCode::invalid ? invalid("Nothing was saved: see the field below.")
                                                     : taken.error());
    }
    return visit.redirect(page_path, "saved");
}

// Asks the provider whether the keys are right: said by it, not by us.
Result<http::Response> check(Visit& visit)
{
    auto const* kind = TRY(kind_of(visit));
    auto const setup = TRY(support::load_provider_setup(visit.connection, *kind));
    http::CurlClient client;
    auto const provider
        = TRY(kind->make({visit.services.clock, visit.services.random, client}, setup.values));
    auto fields = TRY(page_fields(visit));
    fields.set("checked", std::string(kind->staff_title));
    if (auto const checked = provider->check(); !checked)
        return visit.page("providers", (fields.set("trouble", checked.error().message), std::move(fields)));
    return visit.page("providers", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, page_path, Act::manage_payments, show},
    {http::Method::post, "/admin/contributions/providers/{}/", Act::manage_payments, save},
    {http::Method::post, "/admin/contributions/providers/{}/check/", Act::manage_payments, check},
};

} // namespace

Routes payment_provider_routes()
{
    return routes;
}

} // namespace broadsheet::admin
