// Where a mail provider's program reports failed deliveries and complaints (docs/mail.md, "What comes back").
#include "base/encoding.h"
#include "db/transaction.h"
#include "desk/pages/pages.h"
#include "desk/visit.h"
#include "mail/configuration.h"
#include "newsletter/delivery/reports.h"

namespace broadsheet::desk {

namespace {

using newsletter::ReportTaken;

// "hard", "soft" or "complaint"; anything else asks for nothing.
mail::Report::Kind kind_named(std::string_view name)
{
    using Kind = mail::Report::Kind;
    return name == "hard"     ? Kind::hard
        : name == "soft"      ? Kind::soft
        : name == "complaint" ? Kind::complaint
                              : Kind::none;
}

// A form with the copy's return path says it in words; otherwise the body is the report as it would come by
// mail.
Result<ReportTaken> take(Visit& visit, std::string const& secret)
{
    auto& connection = visit.connection;
    auto const& clock = visit.services.clock;
    auto& random = visit.services.random;
    auto const path = visit.field("return_path");
    if (path.empty())
        return newsletter::take_in_report(connection, clock, random, visit.query("to"), visit.request.body);
    auto const copy = newsletter::read_return_path(path.substr(0, path.rfind('@')), secret);
    if (!copy)
        return invalid("the return path is none of ours");
    mail::Report const report{
        kind_named(visit.field("kind")), std::string(visit.field("status").substr(0, 9)), "", ""};
    return db::transaction(connection, db::Access::write,
        [&] { return newsletter::take_report(connection, clock, random, *copy, report); });
}

Result<http::Response> report(Visit& visit)
{
    auto const secret = TRY(mail::load_configuration(visit.connection)).bounce_secret;
    if (secret.empty() || !equals_in_constant_time(visit.part(0), newsletter::report_key(secret)))
        return not_found("There is nothing here.");
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
