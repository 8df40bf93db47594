// What can be given: currencies, and for each and every frequency the least, the most and what is suggested.
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "base/whole_number.h"
#include "support/settings.h"

#include <algorithm>
#include <fmt/ranges.h>
#include <limits>

namespace broadsheet::admin {

namespace {

using staff::Act;
using support::AmountFault;
using support::Amounts;
using support::Currency;
using support::Frequency;
using support::Offer;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view page_path = "/admin/contributions/amounts/";

// One row of the form, as it is typed: in the currency's major unit.
struct TypedAmounts {
    std::string minimum;
    std::string maximum;
    std::string suggested; // separated by spaces
    std::string chosen;
    std::string wrong; // what is wrong with it; English, a key for translation
};

struct TypedCurrency {
    Currency currency;
    std::array<TypedAmounts, support::all_frequencies.size()> rows;
    std::string place = {};
    bool is_removed = false;
};

TypedAmounts as_typed(Amounts const& amounts, Currency const& currency)
{
    std::vector<std::string> suggested;
    for (auto const amount : amounts.suggested)
        suggested.push_back(support::plain_amount(amount, currency));
    return {support::plain_amount(amounts.minimum, currency),
        support::plain_amount(amounts.maximum, currency), fmt::format("{}", fmt::join(suggested, " ")),
        amounts.chosen == 0 ? "" : support::plain_amount(amounts.chosen, currency), ""};
}

std::vector<TypedCurrency> as_typed(Offer const& offer)
{
    std::vector<TypedCurrency> all;
    for (auto const& currency : offer.currencies()) {
        TypedCurrency typed{currency, {}};
        for (std::size_t at = 0; at < typed.rows.size(); ++at)
            typed.rows[at] = as_typed(offer.amounts(support::all_frequencies[at], currency), currency);
        all.push_back(std::move(typed));
    }
    return all;
}

std::vector<TypedCurrency> in_form(Visit const& visit)
{
    std::vector<TypedCurrency> all;
    for (auto const code : visit.fields("code")) {
        auto const currency = support::find_currency(code);
        if (!currency.ok())
            continue;
        TypedCurrency typed{*currency, {}, std::string(visit.field(fmt::format("place_{}", code))),
            !visit.field(fmt::format("remove_{}", code)).empty()};
        for (std::size_t at = 0; at < typed.rows.size(); ++at) {
            auto const field = [&](std::string_view name) {
                return std::string(trimmed(
                    visit.field(fmt::format("{}_{}_{}", name, code, name_of(support::all_frequencies[at])))));
            };
            typed.rows[at] = {field("minimum"), field("maximum"), field("suggested"), field("chosen"), ""};
        }
        all.push_back(std::move(typed));
    }
    return all;
}

// Returns an amount in minor units; "" is `empty`, and what is no amount says so in `wrong`.
std::int64_t read(std::string_view typed, std::int64_t empty, Currency const& currency, std::string& wrong)
{
    auto const amount = support::read_amount(typed, currency);
    if (amount.fault == AmountFault::missing && empty >= 0)
        return empty;
    if (amount.fault != AmountFault::none && wrong.empty())
        wrong = "an amount cannot be read";
    return amount.minor;
}

Amounts read(TypedAmounts& typed, Currency const& currency)
{
    Amounts amounts;
    amounts.minimum = read(typed.minimum, -1, currency, typed.wrong);
    amounts.maximum = read(typed.maximum, -1, currency, typed.wrong);
    amounts.chosen = read(typed.chosen, 0, currency, typed.wrong);
    std::string_view rest = typed.suggested;
    while (!(rest = trimmed(rest)).empty()) {
        auto const word = rest.substr(0, rest.find_first_of(" ;\t"));
        amounts.suggested.push_back(read(word, -1, currency, typed.wrong));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    if (auto const checked = amounts.check(); !checked && typed.wrong.empty())
        typed.wrong = checked.error().message;
    return amounts;
}

void put_in_order(std::vector<TypedCurrency>& all)
{
    auto const place = [](TypedCurrency const& typed) {
        return whole_number(typed.place).value_or(std::numeric_limits<std::int64_t>::max());
    };
    std::ranges::stable_sort(all, {}, place);
}

// Returns what the form offers; `invalid` once something in it is marked as wrong.
Result<Offer> read(std::vector<TypedCurrency>& all)
{
    Offer offer;
    bool is_wrong = false;
    put_in_order(all);
    for (auto& typed : all) {
        if (typed.is_removed)
            continue;
        Offer::ByFrequency amounts;
        for (std::size_t at = 0; at < typed.rows.size(); ++at) {
            amounts[at] = read(typed.rows[at], typed.currency);
            is_wrong = is_wrong || !typed.rows[at].wrong.empty();
        }
        offer.set(typed.currency, std::move(amounts));
    }
    if (is_wrong)
        return invalid("Nothing was saved: see the marked rows below.");
    if (offer.currencies().empty())
        return invalid("At least one currency is offered.");
    TRY(offer.check());
    return offer;
}

Value row_value(TypedCurrency const& typed, std::size_t at)
{
    auto const& row = typed.rows[at];
    auto const frequency = std::string(name_of(support::all_frequencies[at]));
    return Value::make<Map>(
        Map{{"frequency", frequency}, {"key", fmt::format("{}_{}", typed.currency.code, frequency)},
            {"minimum", row.minimum}, {"maximum", row.maximum}, {"suggested", row.suggested},
            {"chosen", row.chosen}, {"wrong", row.wrong}});
}

Map page_fields(std::vector<TypedCurrency> const& all)
{
    Array currencies;
    for (std::size_t number = 0; number < all.size(); ++number) {
        Array rows;
        for (std::size_t at = 0; at < all[number].rows.size(); ++at)
            rows.push_back(row_value(all[number], at));
        Map shown{{"code", std::string(all[number].currency.code)},
            {"place", static_cast<std::int64_t>(number + 1)}, {"is_removed", all[number].is_removed},
            {"is_only", all.size() == 1}};
        shown.set("rows", Value::make<Array>(std::move(rows)));
        currencies.push_back(Value::make<Map>(std::move(shown)));
    }
    Map fields{{"can_add", all.size() < Offer::most_currencies}};
    fields.set("currencies", Value::make<Array>(std::move(currencies)));
    return fields;
}

// With the currency that the query names in the form too, its amounts to be typed.
Result<http::Response> show(Visit& visit)
{
    auto all = as_typed(TRY(support::load_support_settings(visit.connection)).offer);
    std::string code(trimmed(visit.query("add")));
    for (char& c : code)
        c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    auto const currency = support::find_currency(code);
    auto const is_there
        = std::ranges::any_of(all, [&](TypedCurrency const& typed) { return typed.currency.code == code; });
    if (currency.ok() && !is_there && all.size() < Offer::most_currencies)
        all.push_back({*currency, {}});
    auto fields = page_fields(all);
    if (!currency.ok() && !code.empty()) {
        fields.set("add", code);
        fields.set("wrong", "add");
        return visit.page("amounts", std::move(fields), 422);
    }
    return visit.page("amounts", std::move(fields));
}

Result<http::Response> save(Visit& visit)
{
    auto typed = in_form(visit);
    auto offer = read(typed);
    if (!offer.ok())
        return visit.refused("amounts", page_fields(typed), offer.error());
    auto const saved = act(visit, "support.settings.saved", "amounts", "", [&]() -> Result<void> {
        auto settings = TRY(support::load_support_settings(visit.connection));
        settings.offer = std::move(*offer);
        return support::save_support_settings(visit.connection, settings);
    });
    if (!saved.ok())
        return saved.error();
    return visit.redirect(page_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, page_path, Act::edit_settings, show},
    {http::Method::post, page_path, Act::edit_settings, save},
};

} // namespace

Routes amount_routes()
{
    return routes;
}

} // namespace broadsheet::admin
