#include "admin/act_names.h"
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/whole_number.h"

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::int64_t entries_per_page = 100;

Result<http::Response> show(Visit& visit)
{
    staff::AuditLog::Query query;
    query.most = entries_per_page;
    query.subject = visit.query("subject");
    query.account = visit.query("account");
    query.before = whole_number(visit.query("before")).value_or(0);
    auto const entries = TRY(staff::AuditLog(visit.connection, visit.services.clock).list(query));
    Array rows;
    for (auto const& entry : entries)
        rows.push_back(Value::make<Map>(Map{{"at", entry.at}, {"account", entry.account},
            {"account_name", entry.account_name}, {"act", visit.translated(label_of_act(entry.act))},
            {"act_code", entry.act}, {"subject", entry.subject}, {"detail", entry.detail}}));
    Map fields;
    fields.set("entries", Value::make<Array>(std::move(rows)));
    if (static_cast<std::int64_t>(entries.size()) == entries_per_page)
        fields.set("older", entries.back().number);
    return visit.page("log", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/log/", staff::Act::read_audit_log, show},
};

} // namespace

Routes log_routes()
{
    return routes;
}

} // namespace broadsheet::admin
