#include "desk/pages/newsletter_letter.h"

#include "base/ascii.h"
#include "db/transaction.h"
#include "desk/typed_address.h"
#include "mail/address.h"
#include "text/direction.h"
#include "vault/records.h"

namespace broadsheet::desk {

namespace {

using newsroom::Newsletter;
using templates::Map;
using templates::Value;

Result<mail::Letter> write_letter(Visit const& visit, std::string_view address,
    std::vector<Newsletter> const& newsletters, std::string const& token, bool replaces)
{
    mail::Letter letter;
    letter.to = address;
    letter.language = visit.language;
    letter.subject = visit.translated(
        replaces ? "Please confirm your new address" : "Please confirm that you want the newsletter");
    Map fields;
    fields.set("subject", letter.subject);
    fields.set("direction", Value::borrow(text::direction_of(visit.language)));
    fields.set("link", visit.address("/newsletter/confirm/" + token + "/"));
    fields.set("url", visit.address("/"));
    fields.set("replaces", replaces);
    fields.set("newsletters", list_of(newsletters, [](Newsletter const& newsletter) {
        return Map{{"name", newsletter.name}, {"frequency", newsletter.frequency}};
    }));
    auto const zone = TRY(text::TimeZone::find(visit.settings.time_zone));
    site::ViewSet::Frame frame{visit.language, zone};
    frame.data.set("language", visit.language);
    frame.data.set("newspaper", std::string(visit.settings.title_in(visit.language)));
    letter.text = TRY(visit.views.render("newsletter-letter-text", fields, frame));
    letter.html = TRY(visit.views.render("newsletter-letter", fields, frame));
    return letter;
}

// Keeps what the newsletters promise now, so that the link can name it; a write only after an editor has
// changed it.
Result<std::vector<std::string>> keep_promises(Visit const& visit, std::vector<Newsletter> const& newsletters)
{
    std::vector<std::string> ids;
    for (auto const& newsletter : newsletters) {
        auto const consent = newsletter::consent_to(newsletter);
        ids.push_back(consent.id);
        if (TRY(newsletter::is_kept(visit.connection, consent.id)))
            continue;
        TRY(db::transaction(visit.connection, db::Access::write,
            [&] { return newsletter::keep(visit.connection, visit.services.clock, consent); }));
    }
    return ids;
}

} // namespace

Result<std::vector<Newsletter>> open_newsletters(Visit const& visit)
{
    auto all = TRY(newsroom::Newsletters(visit.connection).all());
    std::erase_if(all, [&](Newsletter const& newsletter) {
        return newsletter.status != Newsletter::Status::open || newsletter.language != visit.language;
    });
    return all;
}

Result<void> ask_to_confirm(Visit const& visit, std::string_view address,
    std::vector<Newsletter> const& newsletters, std::string_view place, std::string_view replaces)
{
    auto& random = visit.services.random;
    newsletter::SignUp sign_up;
    sign_up.consents = TRY(keep_promises(visit, newsletters));
    sign_up.place = place;
    sign_up.replaces = replaces;
    sign_up.expires_day = day_of(visit.services.clock.now()) + newsletter::SignUpLimits::days;
    auto sealed = vault::Records(visit.connection, random).seal_address(address);
    if (!sealed.ok())
        return Error{ErrorCode::unavailable, sealed.error().message};
    sign_up.address = *std::move(sealed);
    auto const key = TRY(newsletter::confirmation_key(visit.connection, random));
    return visit.services.post.hand_over(TRY(
        write_letter(visit, address, newsletters, newsletter::to_token(sign_up, key), !replaces.empty())));
}

Result<std::string> read_address(std::string_view typed)
{
    auto const trouble = trouble_with_address(typed, "This is no e-mail address that we can write to.");
    if (!trouble.empty())
        return invalid(std::string(trouble));
    return TRY(mail::parse_address(trimmed(typed))).text();
}

} // namespace broadsheet::desk
