#include "support/offer.h"

#include "support/json.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

namespace json = boost::json;

constexpr std::string_view frequency_names[] = {"once", "monthly", "annual"};

json::value as_json(Amounts const& amounts)
{
    return {{"minimum", amounts.minimum}, {"maximum", amounts.maximum},
        {"suggested", json::array(amounts.suggested.begin(), amounts.suggested.end())},
        {"chosen", amounts.chosen}};
}

Amounts amounts_from(json::value const& value)
{
    Amounts amounts;
    amounts.minimum = integer_at(value, "/minimum");
    amounts.maximum = integer_at(value, "/maximum");
    amounts.chosen = integer_at(value, "/chosen");
    if (auto const* suggested = array_at(value, "/suggested"))
        for (auto const& amount : *suggested)
            amounts.suggested.push_back(integer_at(amount, ""));
    return amounts;
}

} // namespace

std::string_view name_of(Frequency frequency)
{
    return frequency_names[static_cast<int>(frequency)];
}

Result<Frequency> frequency_from(std::string_view name)
{
    for (auto const frequency : all_frequencies)
        if (name_of(frequency) == name)
            return frequency;
    return invalid(fmt::format("frequency: \"{}\" is none of once, monthly, annual", name));
}

Result<void> Amounts::check() const
{
    if (minimum < 1 || minimum > maximum)
        return invalid("the minimum is above zero and not above the maximum");
    if (maximum > most_minor_units)
        return invalid("the maximum is too large");
    if (suggested.size() > most_suggested)
        return invalid("too many amounts are suggested");
    for (auto const amount : suggested)
        if (amount < minimum || amount > maximum)
            return invalid("a suggested amount is below the minimum or above the maximum");
    if (chosen != 0 && std::ranges::find(suggested, chosen) == suggested.end())
        return invalid("the amount that is marked is one of those suggested");
    return {};
}

Offer Offer::initial()
{
    Offer offer;
    for (auto const* code : {"EUR", "USD"})
        offer.set(*find_currency(code),
            {Amounts{200, 1'000'000, {500, 1'000, 2'500, 5'000}, 1'000},
                Amounts{200, 100'000, {200, 500, 1'000, 2'000}, 500},
                Amounts{1'000, 1'000'000, {2'500, 5'000, 10'000}, 5'000}});
    return offer;
}

Result<void> Offer::check() const
{
    if (currencies_.empty() || currencies_.size() > most_currencies)
        return invalid(fmt::format("currencies: the table needs 1 to {} of them", most_currencies));
    for (auto const& currency : currencies_)
        for (auto const frequency : all_frequencies)
            if (auto const checked = amounts(frequency, currency).check(); !checked)
                return invalid(
                    fmt::format("{} {}: {}", currency.code, name_of(frequency), checked.error().message));
    return {};
}

Currency const& Offer::currency_or_first(std::string_view code) const
{
    auto const found = std::ranges::find(currencies_, code, &Currency::code);
    return found == currencies_.end() ? currencies_.front() : *found;
}

Amounts const& Offer::amounts(Frequency frequency, Currency const& currency) const
{
    return amounts_.at(currency.code)[static_cast<std::size_t>(frequency)];
}

void Offer::set(Currency const& currency, ByFrequency amounts)
{
    if (!amounts_.contains(currency.code))
        currencies_.push_back(currency);
    amounts_[currency.code] = std::move(amounts);
}

AmountFault Offer::fault_of(std::int64_t minor, Frequency frequency, Currency const& currency) const
{
    auto const& limits = amounts(frequency, currency);
    if (minor < limits.minimum)
        return AmountFault::too_small;
    return minor > limits.maximum ? AmountFault::too_large : AmountFault::none;
}

std::string to_json(Offer const& offer)
{
    json::object all;
    for (auto const& currency : offer.currencies()) {
        json::object by_frequency;
        for (auto const frequency : all_frequencies)
            by_frequency[name_of(frequency)] = as_json(offer.amounts(frequency, currency));
        all[currency.code] = std::move(by_frequency);
    }
    return json::serialize(all);
}

Result<Offer> offer_from_json(std::string_view text)
{
    auto const parsed = TRY(parse_json(text));
    if (!parsed.is_object())
        return invalid("the amounts are an object of currencies");
    Offer offer;
    for (auto const& [code, value] : parsed.get_object()) {
        auto const currency = TRY(find_currency(code));
        Offer::ByFrequency amounts;
        for (auto const frequency : all_frequencies)
            if (auto const* member = value_at(value, fmt::format("/{}", name_of(frequency))))
                amounts[static_cast<std::size_t>(frequency)] = amounts_from(*member);
        offer.set(currency, std::move(amounts));
    }
    TRY(offer.check());
    return offer;
}

} // namespace broadsheet::support
