// Where a mail provider's program reports failed deliveries and complaints (docs/mail.md, "What comes back").
#include "base/ascii.h"
#include "base/encoding.h"
#include "db/transaction.h"
#include "desk/pages/pages.h"
#include "desk/visit.h"
#include "mail/configuration.h"
#include "newsletter/delivery/json_reports.h"
#include "newsletter/delivery/reports.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using newsletter::ReportTaken;

// A form with the copy's return path says it in words; otherwise the body is the report as it would come by
// mail.
Result<ReportTaken> take(Visit& visit, std::string const& secret)
{
    auto& connection = visit.connection;
    auto const& clock = visit.services.clock;
    auto& random = visit.services.random;
    // Whoever does not encode a form's fields loses the plus, which our return paths have in place of a
    // space.
    std::string path(visit.field("return_path"));
    std::ranges::replace(path, ' ', '+');
    if (path.empty())
        return newsletter::take_in_report(connection, clock, random, visit.query("to"), visit.request.body);
    auto const copy = newsletter::read_return_path(std::string_view(path).substr(0, path.rfind('@')), secret);
    if (!copy)
        return invalid(
            "the return path is none of ours: it is the envelope sender of the copy, whole and unchanged");
    mail::Report const report{newsletter::report_kind_named(visit.field("kind")),
        std::string(visit.field("status").substr(0, 9)), "", ""};
    return db::transaction(connection, db::Access::write,
        [&] { return newsletter::take_report(connection, clock, random, *copy, report); });
}

// A list is taken as a whole, in one transaction; what it says of nothing of ours is passed over.
Result<http::Response> take_json(Visit& visit, std::string const& secret)
{
    auto const reports = newsletter::read_json_reports(visit.request.body);
    if (!reports.ok())
        return http::make_response(
            422, "text/plain; charset=utf-8", reports.error().message + " (docs/mail.md)\n");
    std::size_t ours = 0;
    auto const take_all = [&]() -> Result<void> {
        for (auto const& [path, report] : *reports) {
            auto const copy = newsletter::read_return_path(path.substr(0, path.rfind('@')), secret);
            if (!copy)
                continue;
            ++ours;
            TRY(newsletter::take_report(
                visit.connection, visit.services.clock, visit.services.random, *copy, report));
        }
        return {};
    };
    TRY(db::transaction(visit.connection, db::Access::write, take_all));
    return http::make_response(200, "application/json",
        fmt::format("{{\"taken\": {}, \"foreign\": {}}}\n", ours, reports->size() - ours));
}

bool is_json(std::string_view body)
{
    auto const text = trimmed(body);
    return text.starts_with('{') || text.starts_with('[');
}

Result<http::Response> report(Visit& visit)
{
    auto const secret = TRY(mail::load_configuration(visit.connection)).bounce_secret;
    if (secret.empty() || !equals_in_constant_time(visit.part(0), newsletter::report_key(secret)))
        return not_found("There is nothing here.");
    if (is_json(visit.request.body))
        return take_json(visit, secret);
    auto const taken = take(visit, secret);
    if (!taken.ok() && taken.error().code != ErrorCode::invalid)
        return taken.error(); // the provider tries again
    return http::make_response(taken.ok() ? 200 : 422, "text/plain; charset=utf-8",
        taken.ok() ? "Taken.\n" : taken.error().message + "\n");
}

constexpr Route routes[] = {
    {http::Method::post, "/newsletter/reports/{}/", report},
};

} // namespace

Routes mail_report_routes()
{
    return routes;
}

} // namespace broadsheet::desk
