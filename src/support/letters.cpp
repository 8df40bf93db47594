#include "support/letters.h"

#include "base/embedded.h"
#include "newsroom/paths.h"
#include "support/links.h"
#include "support/providers/bank/reference.h"
#include "support/receipts.h"
#include "support/settings.h"
#include "text/dates.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_support(); // cmake/Embed.cmake

namespace support {

namespace {

using templates::Map;

struct Form {
    std::string_view view;
    std::string_view subject; // English, a key for translation
};

Form form_of(Kind kind)
{
    switch (kind) {
    case Kind::failure:
        return {"failure", "Your payment did not go through"};
    case Kind::cancellation:
        return {"cancellation", "Your contribution has ended"};
    default:
        return {"receipt", "Thank you: your receipt"};
    }
}

// A supporter's letters are in a language the newspaper still has.
std::string language_of(newsroom::Settings const& settings, Pledge const& pledge)
{
    bool const is_there = std::ranges::find(settings.languages, pledge.language) != settings.languages.end();
    return is_there ? pledge.language : settings.first_language();
}

} // namespace

Result<Letters> Letters::load()
{
    return Letters(TRY(site::ViewSet::load(embedded_support())));
}

Result<mail::Letter> Letters::write(Subject const& subject, std::string const& address) const
{
    auto const& entry = subject.entry;
    auto const language = language_of(subject.settings, subject.pledge);
    auto const form = form_of(entry.kind);
    auto const amount = entry.moved != 0 ? entry.moved : subject.pledge.amount;
    Map const fields{{"newspaper", std::string(subject.settings.title_in(language))},
        {"amount", format_amount(amount, entry.currency, language)},
        {"day", text::format_long_date(start_of(entry.day), text::TimeZone(), language)},
        {"code", subject.code}, {"receipt", subject.receipt}, {"manage", subject.manage},
        {"again", subject.again}, {"is_monthly", subject.pledge.frequency == Frequency::monthly},
        {"is_annual", subject.pledge.frequency == Frequency::annual}};
    text::TimeZone const zone;
    mail::Letter letter;
    letter.to = address;
    letter.subject = fmt::format(
        "{} — {}", views_.translated(language, form.subject), subject.settings.title_in(language));
    letter.text = TRY(views_.render(form.view, fields, {language, zone}));
    letter.language = language;
    letter.key = fmt::format("support-{}-{}", entry.provider, entry.key);
    return letter;
}

Result<mail::Letter> Letters::write_transfer(Transfer const& transfer, std::string const& address) const
{
    auto const& [settings, pledge, account, page] = transfer;
    auto const language = language_of(settings, pledge);
    Map const fields{{"newspaper", std::string(settings.title_in(language))},
        {"amount", format_amount(pledge.amount, pledge.currency, language)}, {"holder", account.holder},
        {"iban", account.iban}, {"bic", account.bic}, {"bank", account.bank},
        {"reference", spaced_reference(pledge.reference)}, {"page", page},
        {"is_monthly", pledge.frequency == Frequency::monthly},
        {"is_annual", pledge.frequency == Frequency::annual}};
    text::TimeZone const zone;
    mail::Letter letter;
    letter.to = address;
    letter.subject = fmt::format("{} — {}",
        views_.translated(language, "Where to transfer your contribution"), settings.title_in(language));
    letter.text = TRY(views_.render("transfer", fields, {language, zone}));
    letter.language = language;
    return letter;
}

Result<Letters::Subject> letter_subject(
    db::Connection& connection, newsroom::Settings const& settings, Pledge const& pledge, Entry const& entry)
{
    Letters::Subject subject{settings, pledge, entry};
    auto const home = settings.url + newsroom::home_path(settings, language_of(settings, pledge));
    if (auto const code = TRY(find_receipt_code(connection, entry))) {
        subject.code = *code;
        subject.receipt = fmt::format("{}support/receipt/{}/", home, *code);
    }
    if (pledge.is_recurring())
        subject.manage = fmt::format("{}support/manage/{}/", home,
            signed_link(LinkPurpose::manage, pledge.id, TRY(load_link_secret(connection))));
    subject.again = home + "support/";
    return subject;
}

} // namespace support

} // namespace broadsheet
