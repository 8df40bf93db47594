#include "newsletter/lists/standing.h"

#include "text/dates.h"
#include "text/words.h"

#include <fmt/format.h>
#include <span>

namespace broadsheet::newsletter {

namespace {

using Words = std::span<std::string_view const>;

// All of these are folded: lower case, without diacritics, words joined by single spaces.

constexpr std::string_view names_of_status[]{"status", "subscription status", "subscriber status",
    "member status", "email status", "contact status", "newsletter status", "anmeldestatus", "abo status",
    "status subskrypcji", "статус", "статус подписки", "статус подписчика", "статус рассылки"};
constexpr std::string_view names_of_positive[]{"subscribed", "is subscribed", "subscribed to emails",
    "active", "is active", "enabled", "is enabled", "opt in", "opted in", "optin", "newsletter",
    "newsletters", "email newsletter", "marketing", "email marketing", "marketing emails",
    "accepts marketing", "accepts email marketing", "angemeldet", "abonniert", "aktiv", "zapisany",
    "zapisana", "aktywny", "aktywna", "biuletyn", "подписан", "подписана", "активен", "рассылка"};
constexpr std::string_view names_of_confirmed[]{
    "confirmed", "is confirmed", "verified", "is verified", "double opt in"};
// A word of the name begins with it.
constexpr std::string_view beginnings_of_negative[]{"unsub", "optout", "optedout", "bounce", "complain",
    "suppress", "block", "blacklist", "clean", "delet", "disabled", "declin", "revok", "withdr", "donot",
    "abgemeldet", "abmeld", "abbestell", "ausgetragen", "widerruf", "gesperrt", "gekundigt", "geloscht",
    "desabonn", "desinscri", "wypis", "rezygn", "zablok", "usuniet", "отпис", "отказ", "отозв", "заблок",
    "жалоб", "удален"};
// The name begins with it.
constexpr std::string_view beginnings_of_refusal[]{"opt out", "opted out", "do not ", "don t ", "dont ",
    "no email", "no mail", "no newsletter", "no marketing", "not interested", "nicht ", "kein ", "keine ",
    "nie ", "не "};
constexpr std::string_view beginnings_of_doubtful[]{"status", "subscri", "optin", "opt", "opted", "consent",
    "permission", "permit", "gdpr", "marketing", "newsletter", "abonn", "angemeldet", "anmeld", "einwillig",
    "zustimm", "erlaub", "subskry", "zgod", "prenumer", "статус", "подпис", "соглас", "разреш", "рассыл"};
// Such a column says when, where or for what, not whether.
constexpr std::string_view endings_of_harmless[]{
    "at", "on", "date", "time", "day", "id", "ip", "source", "url", "count", "am", "datum", "data", "дата"};
constexpr std::string_view names_of_harmless[]{
    "active subscription", "anmeldedatum", "дата подписки", "subscriptions", "subscribers"};
constexpr std::string_view names_of_free_text[]{
    "name", "note", "notes", "tags", "labels", "attributes", "comment"};

constexpr std::string_view words_for_yes[]{"active", "subscribed", "enabled", "confirmed", "verified",
    "regular", "opted in", "yes", "true", "y", "1", "accepted", "granted", "ja", "aktiv", "angemeldet",
    "abonniert", "tak", "aktywny", "aktywna", "zapisany", "zapisana", "да", "активен", "активна", "подписан",
    "подписана"};
constexpr std::string_view words_for_no[]{
    "no", "false", "n", "0", "never", "none", "null", "nein", "nie", "нет"};
// Whatever the column is called, these say that somebody is not to be written to.
constexpr std::string_view words_for_ended[]{"unsubscribed", "unsubscribe", "bounced", "hard bounced",
    "hard bounce", "complained", "spam complaint", "blocklisted", "blacklisted", "suppressed", "cleaned",
    "opted out", "opt out", "not subscribed", "non subscribed", "nonsubscribed", "declined", "revoked",
    "withdrawn", "do not email", "do not mail", "do not contact", "abgemeldet", "abbestellt", "ausgetragen",
    "widerrufen", "gesperrt", "wypisany", "wypisana", "zablokowany", "zablokowana", "отписан", "отписана",
    "отписался", "отписалась", "отказался", "отказалась", "отказ", "не писать", "заблокирован",
    "заблокирована"};
// And so do these, in a column of states.
constexpr std::string_view words_for_ended_state[]{"ended", "inactive", "disabled", "deleted", "removed",
    "archived", "blocked", "spam", "invalid", "undeliverable", "inaktiv", "geloscht", "nieaktywny",
    "nieaktywna", "usuniety", "usunieta", "удален", "удалена", "неактивен", "неактивна"};
constexpr std::string_view words_for_unconfirmed[]{"unconfirmed", "not confirmed", "pending", "unactivated",
    "unverified", "awaiting confirmation", "unbestatigt", "nicht bestatigt", "niepotwierdzony",
    "niepotwierdzona", "не подтвержден", "не подтверждена"};
constexpr std::size_t longest_word = 40; // bytes

bool is_one_of(Words words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

// Calls `matches` with each word of a folded name.
template <typename Matches>
bool any_word(std::string_view name, Matches&& matches)
{
    while (!name.empty()) {
        auto const end = std::min(name.find(' '), name.size());
        if (matches(name.substr(0, end)))
            return true;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
}

bool has_word_beginning(std::string_view name, Words beginnings)
{
    return any_word(name, [&](std::string_view word) {
        return std::ranges::any_of(beginnings, [&](auto beginning) { return word.starts_with(beginning); });
    });
}

bool is_refusal(std::string_view name)
{
    return std::ranges::any_of(
        beginnings_of_refusal, [&](auto beginning) { return name.starts_with(beginning); });
}

bool is_harmless(std::string_view name)
{
    return is_one_of(names_of_harmless, name)
        || is_one_of(endings_of_harmless, name.substr(name.rfind(' ') + 1)); // npos + 1 is 0
}

constexpr std::string_view what_to_write
    = "write `active` or `unsubscribed` in a column `status`, and remove what says it otherwise";

} // namespace

Result<StandingColumns::Meaning> StandingColumns::meaning_of(std::string const& name)
{
    auto const folded = text::fold(name);
    if (is_one_of(names_of_status, folded))
        return Meaning::status;
    if (is_one_of(names_of_positive, folded))
        return Meaning::positive;
    if (is_one_of(names_of_confirmed, folded))
        return Meaning::confirmed;
    if (has_word_beginning(folded, beginnings_of_negative) || is_refusal(folded))
        return Meaning::negative;
    if (has_word_beginning(folded, beginnings_of_doubtful) && !is_harmless(folded))
        return invalid(
            fmt::format("line 1: the column \"{}\" may say who has left, and it is not known how: {}", name,
                what_to_write));
    return Meaning::nothing;
}

Result<StandingColumns> StandingColumns::of(Columns const& columns)
{
    StandingColumns found;
    for (std::size_t at = 0; at < columns.names().size(); ++at) {
        auto const& name = columns.names()[at];
        auto const meaning = TRY(meaning_of(name));
        if (meaning == Meaning::nothing)
            found.passed_over_.push_back(name);
        if (meaning != Meaning::nothing || !is_one_of(names_of_free_text, name))
            found.columns_.push_back({at, name, meaning});
    }
    return found;
}

Result<Standing> StandingColumns::read(Column const& column, std::string_view value)
{
    auto const unclear = [&] {
        return invalid(
            fmt::format("the column \"{}\" says {} here, which may mean that somebody has left: {}",
                column.name, value.empty() ? "nothing" : fmt::format("\"{}\"", value), what_to_write));
    };
    auto const word = value.size() > longest_word ? std::string() : text::fold(value);
    bool const is_no = is_one_of(words_for_no, word);
    bool const is_ended = is_one_of(words_for_ended, word);
    bool const is_unconfirmed = is_one_of(words_for_unconfirmed, word);
    switch (column.meaning) {
    case Meaning::nothing:
        return is_ended || is_unconfirmed ? Result<Standing>(unclear()) : Standing::active;
    case Meaning::negative:
        return value.empty() || is_no || value == "-" ? Standing::active : Standing::ended;
    case Meaning::confirmed:
        return is_no ? Standing::never_confirmed : Standing::active; // a day, mostly
    case Meaning::status:
    case Meaning::positive:
        break;
    }
    if (is_no || is_ended || is_one_of(words_for_ended_state, word))
        return Standing::ended;
    if (is_unconfirmed)
        return Standing::never_confirmed;
    bool const is_since = column.meaning == Meaning::positive && text::parse_iso(value).ok();
    return is_since || is_one_of(words_for_yes, word) ? Result<Standing>(Standing::active) : unclear();
}

Result<Standing> StandingColumns::standing(CsvRow const& row) const
{
    auto worst = Standing::active;
    for (auto const& column : columns_) {
        auto standing = read(column, Columns::at(row, column.at));
        if (!standing.ok())
            return std::move(standing).error().within(fmt::format("line {}", row.line));
        worst = std::max(worst, *standing);
    }
    return worst;
}

} // namespace broadsheet::newsletter
