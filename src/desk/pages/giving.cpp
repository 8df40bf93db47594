#include "desk/pages/giving.h"

#include "text/dates.h"

#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using support::AmountFault;
using support::Frequency;
using support::LinkPurpose;

// Puts values for {names} into a translated text.
std::string filled(std::string text, std::initializer_list<std::pair<std::string_view, std::string>> values)
{
    for (auto const& [name, value] : values) {
        auto const placeholder = fmt::format("{{{}}}", name);
        if (auto const at = text.find(placeholder); at != std::string::npos)
            text.replace(at, placeholder.size(), value);
    }
    return text;
}

} // namespace

support::Contributions contributions_of(Visit const& visit)
{
    auto const& services = visit.services;
    return {visit.connection, {services.clock, services.random, services.client}};
}

std::string describe(
    Visit const& visit, std::int64_t minor, support::Currency const& currency, Frequency frequency)
{
    auto const amount = support::format_amount(minor, currency, visit.language);
    switch (frequency) {
    case Frequency::once:
        return amount;
    case Frequency::monthly:
        return filled(visit.translated("{amount} a month"), {{"amount", amount}});
    case Frequency::annual:
        return filled(visit.translated("{amount} a year"), {{"amount", amount}});
    }
    return amount;
}

Result<std::string> link_path(Visit const& visit, LinkPurpose purpose, support::Pledge const& pledge)
{
    auto const secret = TRY(support::load_link_secret(visit.connection));
    return fmt::format("/support/{}/{}/", purpose == LinkPurpose::manage ? "manage" : "thanks",
        support::signed_link(purpose, pledge.id, secret));
}

Result<std::string> transfer_path(Visit const& visit, support::Pledge const& pledge)
{
    auto const secret = TRY(support::load_link_secret(visit.connection));
    return fmt::format("/support/transfer/{}/", support::signed_link(LinkPurpose::thanks, pledge.id, secret));
}

std::string amount_trouble(
    Visit const& visit, AmountFault fault, support::Amounts const& amounts, support::Currency const& currency)
{
    auto const example = support::plain_amount(amounts.minimum, currency);
    switch (fault) {
    case AmountFault::none:
        return "";
    case AmountFault::missing:
        return visit.translated("Choose an amount, or write one.");
    case AmountFault::unreadable:
        return filled(visit.translated("Write one amount in digits, such as {example} or {precise}."),
            {{"example", example}, {"precise", support::plain_amount(amounts.minimum + 1, currency)}});
    case AmountFault::ambiguous:
        return visit.translated(
            "This may be a thousand or one: write a thousand as 1000, without comma and point.");
    case AmountFault::too_fine:
        return currency.exponent == 0
            ? visit.translated("This currency has no smaller unit: write a whole number.")
            : filled(visit.translated("Write at most {digits} digits behind the point."),
                {{"digits", std::to_string(currency.exponent)}});
    case AmountFault::too_small:
        return filled(visit.translated("The least we can take is {amount}."),
            {{"amount", support::format_amount(amounts.minimum, currency, visit.language)}});
    case AmountFault::too_large:
        return filled(visit.translated("The most we can take this way is {amount}."),
            {{"amount", support::format_amount(amounts.maximum, currency, visit.language)}});
    }
    return "";
}

Result<std::string> readable_day(Visit const& visit, Day day)
{
    return text::format_long_date(start_of(day), text::TimeZone(), visit.language);
}

} // namespace broadsheet::desk
