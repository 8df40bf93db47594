#include "newsletter/consents.h"

#include "base/id.h"
#include "newsletter/sign_up.h"

#include <fmt/format.h>

namespace broadsheet::newsletter {

Consent consent_to(newsroom::Newsletter const& newsletter)
{
    Consent consent;
    consent.newsletter = newsletter.id;
    consent.language = newsletter.language;
    consent.policy = newsletter.policy;
    consent.wording = fmt::format(
        "{}\n{}\n{}\n{}", newsletter.name, newsletter.pitch, newsletter.frequency, newsletter.policy_path);
    consent.id = derived_id(fmt::format(
        "consent\n{}\n{}\n{}\n{}", consent.newsletter, consent.language, consent.policy, consent.wording));
    return consent;
}

Result<void> keep(db::Connection& connection, Clock const& clock, Consent const& consent)
{
    TRY(connection.execute("INSERT INTO consents (id, newsletter, language, policy, wording, first_day) "
                           "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        {consent.id, consent.newsletter, consent.language, consent.policy, consent.wording,
            day_of(clock.now())}));
    return {};
}

Result<bool> is_kept(db::Connection& connection, std::string_view id)
{
    auto rows = TRY(connection.query("SELECT 1 FROM consents WHERE id = $1", {id}));
    return TRY(rows.next());
}

Result<Consent> find_consent(db::Connection& connection, std::string_view id)
{
    auto rows = TRY(connection.query(
        "SELECT id, newsletter, language, policy, wording FROM consents WHERE id = $1", {id}));
    if (!TRY(rows.next()))
        return not_found("there is no such consent");
    return Consent{rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4)};
}

} // namespace broadsheet::newsletter
