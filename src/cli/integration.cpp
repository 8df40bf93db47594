// Programs that use the API, and their keys.
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "newsroom/change.h"
#include "staff/audit_log.h"
#include "staff/integrations.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using staff::Integration;

json::object as_json(Integration const& integration)
{
    return {{"id", integration.id}, {"name", integration.name}, {"content_key", integration.content_key},
        {"admin_key", integration.admin_key()},
        {"created_at", text::format_rfc3339_millis(integration.created_at)},
        {"used_at",
            integration.used_at == 0 ? json::value(nullptr)
                                     : json::value(text::format_rfc3339_millis(integration.used_at))}};
}

std::string as_text(Integration const& integration)
{
    return fmt::format("{}\n  content_key = {}\n  admin_key = {}\n  {}\n", integration.name,
        integration.content_key, integration.admin_key(),
        integration.used_at == 0 ? "never used" : "last used " + text::format_rfc3339(integration.used_at));
}

// Runs body(integrations, audit_log), which returns a Result, in a write transaction.
template <typename Body>
auto change(Context const& context, Body&& body)
    -> std::invoke_result_t<Body, staff::Integrations&, staff::AuditLog&>
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    staff::Integrations integrations(*connection, context.clock, context.random);
    staff::AuditLog log(*connection, context.clock);
    return db::transaction(*connection, db::Access::write, [&] { return body(integrations, log); });
}

} // namespace

Result<ExitCode> create_integration(Context const& context, IntegrationOptions const& options)
{
    auto add = [&](auto& integrations, auto& log) -> Result<Integration> {
        auto integration = TRY(integrations.add(options.name));
        TRY(log.add(nullptr, "integration.added", integration.id, integration.name));
        return integration;
    };
    auto const added = TRY(change(context, add));
    fmt::print("{}", context.options.json ? json::serialize(as_json(added)) + "\n" : as_text(added));
    return done;
}

Result<ExitCode> list_integrations(Context const& context)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const all = TRY(staff::Integrations(*connection, context.clock, context.random).all());
    json::array list;
    for (auto const& integration : all) {
        if (context.options.json)
            list.push_back(as_json(integration));
        else
            fmt::print("{}", as_text(integration));
    }
    if (context.options.json)
        fmt::print("{}\n", json::serialize(list));
    else if (all.empty())
        fmt::print("There are none: add one with `broadsheet integration create NAME`.\n");
    return done;
}

Result<ExitCode> remove_integration(Context const& context, IntegrationOptions const& options)
{
    return change(context, [&](auto& integrations, auto& log) -> Result<ExitCode> {
        auto const all = TRY(integrations.all());
        auto const found = std::ranges::find(all, options.name, &Integration::name);
        if (found == all.end())
            return not_found(fmt::format(
                "there is no integration \"{}\": see `broadsheet integration list`", options.name));
        TRY(integrations.remove(found->id));
        TRY(log.add(nullptr, "integration.removed", found->id, found->name));
        return done;
    });
}

} // namespace broadsheet::cli
