#include "desk/pages/giving_choice.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using support::AmountFault;

constexpr std::size_t longest_amount = 40; // bytes

// An appeal's id or variant as links carry them; anything else is nobody's.
std::string tag_from(std::string_view text)
{
    bool const is_tag = text.size() <= 40
        && std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
    return is_tag ? std::string(text) : std::string();
}

template <typename Field>
Result<Choice> read_choice(Visit const& visit, Field const& field)
{
    Choice choice;
    choice.settings = TRY(support::load_support_settings(visit.connection));
    auto const frequency = support::frequency_from(field("frequency"));
    choice.frequency = frequency.ok() ? *frequency : support::Frequency::monthly;
    choice.is_frequency_unknown = !frequency.ok() && !field("frequency").empty();
    choice.currency = choice.settings.offer.currency_or_first(field("currency"));
    choice.is_currency_unknown = !field("currency").empty() && choice.currency.code != field("currency");
    if (!choice.is_currency_unknown) {
        choice.typed = trimmed(field("own")).substr(0, longest_amount);
        choice.suggested = field(fmt::format("amount_{}", support::name_of(choice.frequency)));
    }
    choice.appeal = tag_from(field("appeal"));
    choice.variant = tag_from(field("variant"));
    return choice;
}

} // namespace

Result<Choice> Choice::from_query(Visit const& visit)
{
    return read_choice(visit, [&](std::string_view name) { return visit.query(name); });
}

Result<Choice> Choice::from_form(Visit const& visit)
{
    return read_choice(visit, [&](std::string_view name) { return visit.field(name); });
}

support::TypedAmount Choice::amount() const
{
    auto read = support::read_amount(typed.empty() ? suggested : typed, currency);
    if (read.fault == AmountFault::none)
        read.fault = offer().fault_of(read.minor, frequency, currency);
    return read;
}

std::string_view Choice::trouble() const
{
    if (is_currency_unknown)
        return "This currency is not offered: choose another.";
    return is_frequency_unknown ? "Choose how often." : "";
}

std::int64_t Choice::minor_for(support::Frequency asked, std::int64_t otherwise) const
{
    // What is typed counts, if it can be read; else what was chosen beside it is still there.
    bool const is_typed = !typed.empty() && amount().fault == AmountFault::none;
    if (asked != frequency || is_typed)
        return is_typed ? 0 : otherwise;
    auto const read = support::read_amount(suggested, currency);
    bool const can_be_given = read.fault == AmountFault::none
        && offer().fault_of(read.minor, frequency, currency) == AmountFault::none;
    return can_be_given ? read.minor : otherwise;
}

std::string Choice::query() const
{
    auto const name = support::name_of(frequency);
    auto query = fmt::format("frequency={}&currency={}", name, currency.code);
    if (!typed.empty())
        query += "&own=" + percent_encode(typed);
    if (!suggested.empty())
        query += fmt::format("&amount_{}={}", name, percent_encode(suggested));
    if (!appeal.empty())
        query += fmt::format("&appeal={}&variant={}", appeal, variant);
    return query;
}

} // namespace broadsheet::desk
