#include "api/admission.h"

#include "api/token.h"
#include "base/ascii.h"
#include "base/id.h"
#include "base/log.h"
#include "db/transaction.h"

#include <algorithm>

namespace broadsheet::api {

namespace {

Refusal nobody(char const* context)
{
    return {403, "NoPermissionError", "Authorization failed", context};
}

Refusal invalid_token(std::string message)
{
    return unauthorised("Invalid token: " + std::move(message), "INVALID_JWT");
}

// A failure to note it is no reason not to answer.
void note_use(Services const& services, staff::Integration const& integration)
{
    if (!staff::Integrations::is_use_to_be_noted(integration, services.clock.now()))
        return;
    auto note = [&]() -> Result<void> {
        auto const connection = TRY(services.database.connect());
        return db::transaction(*connection, db::Access::write, [&] {
            return staff::Integrations(*connection, services.clock, services.random).note_use(integration);
        });
    };
    if (auto const noted = note(); !noted.ok())
        log_error("the use of an integration could not be noted: {}", noted.error().message);
}

// The integration found, or a refusal where there is none.
Result<Admission> admit(Call const& call, Result<staff::Integration> found, Refusal unknown)
{
    if (!found.ok() && found.error().code == ErrorCode::not_found)
        return Admission(std::move(unknown));
    auto integration = TRY(std::move(found));
    note_use(call.services, integration);
    return Admission(std::move(integration));
}

} // namespace

Result<Admission> admit_by_content_key(Call const& call, db::Connection& connection)
{
    auto const key = find_field(call.query, "key").value_or("");
    if (key.empty())
        return Admission(
            nobody("Unable to determine the authenticated user or integration. Check the supplied Content "
                   "API Key and ensure cookies are being passed through if making a request from the "
                   "browser."));
    auto unknown = unauthorised("Unknown Content API Key", "UNKNOWN_CONTENT_API_KEY");
    if (!std::ranges::all_of(key, is_lower_hex))
        return Admission(std::move(unknown));
    staff::Integrations const integrations(connection, call.services.clock, call.services.random);
    return admit(call, integrations.by_content_key(key), std::move(unknown));
}

Result<Admission> admit_by_token(Call const& call, db::Connection& connection)
{
    auto const header = call.request.header("Authorization").value_or("");
    if (header.empty())
        return Admission(
            nobody("Unable to determine the authenticated user or integration. Check that cookies are being "
                   "passed through if using session authentication."));
    constexpr std::string_view scheme = "Ghost ";
    if (!starts_with_ignoring_case(header, scheme))
        return Admission(unauthorised(
            "Authorization header format is \"Authorization: Ghost [token]\"", "INVALID_AUTH_HEADER"));
    auto const token = read_token(trimmed(header.substr(scheme.size())));
    if (!token.ok())
        return Admission(bad_request("Invalid token", token.error().message, "INVALID_JWT"));
    if (token->key_id.empty())
        return Admission(bad_request("Admin API kid missing.", {}, "MISSING_ADMIN_API_KID"));
    auto unknown = unauthorised("Unknown Admin API Key", "UNKNOWN_ADMIN_API_KEY");
    if (!is_id(token->key_id))
        return Admission(std::move(unknown));
    staff::Integrations const integrations(connection, call.services.clock, call.services.random);
    auto found = integrations.by_admin_key_id(token->key_id);
    if (found.ok())
        if (auto const checked = check_token(*token, found->admin_secret, call.services.clock.now());
            !checked.ok())
            return Admission(invalid_token(checked.error().message));
    return admit(call, std::move(found), std::move(unknown));
}

} // namespace broadsheet::api
