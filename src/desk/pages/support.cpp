// What to give: how often, how much, in which currency. Nothing of it is kept before a way to pay is chosen.
#include "base/ascii.h"
#include "desk/pages/giving.h"
#include "desk/pages/giving_choice.h"
#include "desk/pages/pages.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::desk {

namespace {

using support::Frequency;
using templates::Array;
using templates::Map;
using templates::Value;

std::string_view label_of(Frequency frequency)
{
    constexpr std::string_view labels[] = {"Once", "Monthly", "Annually"};
    return labels[static_cast<int>(frequency)];
}

Value amount_rows(Visit const& visit, Choice const& choice, Frequency frequency)
{
    auto const& amounts = choice.offer().amounts(frequency, choice.currency);
    auto const chosen = choice.minor_for(frequency, amounts.chosen);
    // An appeal may suggest others, and what was chosen there is chosen.
    auto suggested = amounts.suggested;
    if (chosen > 0 && std::ranges::find(suggested, chosen) == suggested.end())
        suggested.insert(std::ranges::upper_bound(suggested, chosen), chosen);
    Array rows;
    for (auto const amount : suggested)
        rows.push_back(Value::make<Map>(Map{{"value", support::plain_amount(amount, choice.currency)},
            {"id", fmt::format("{}-{}", support::name_of(frequency), amount)},
            {"text", support::format_amount(amount, choice.currency, visit.language)},
            {"is_chosen", amount == chosen}}));
    return Value::make<Array>(std::move(rows));
}

Value frequency_rows(Visit const& visit, Choice const& choice)
{
    Array rows;
    for (auto const frequency : support::all_frequencies) {
        auto const& amounts = choice.offer().amounts(frequency, choice.currency);
        Map row{{"name", std::string(support::name_of(frequency))},
            {"label", visit.translated(label_of(frequency))}, {"is_chosen", frequency == choice.frequency},
            {"minimum", support::format_amount(amounts.minimum, choice.currency, visit.language)},
            {"maximum", support::format_amount(amounts.maximum, choice.currency, visit.language)}};
        row.set("amounts", amount_rows(visit, choice, frequency));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

Value currency_rows(Choice const& choice)
{
    Array rows;
    for (auto const& currency : choice.offer().currencies()) {
        auto other = choice;
        other.currency = currency;
        other.typed.clear();
        rows.push_back(Value::make<Map>(Map{{"code", std::string(currency.code)}, {"query", other.query()},
            {"is_chosen", currency == choice.currency}}));
    }
    return Value::make<Array>(std::move(rows));
}

Result<http::Response> show(Visit& visit)
{
    auto const choice = TRY(Choice::from_query(visit));
    return show_choice(visit, choice, "");
}

constexpr Route routes[] = {
    {http::Method::get, "/support/", show},
};

} // namespace

Result<http::Response> show_choice(Visit const& visit, Choice const& choice, std::string const& trouble)
{
    auto const contributions = contributions_of(visit);
    Map fields{{"risk_notice",
                   choice.settings.text_in(
                       choice.settings.risk_notice, visit.language, visit.settings.first_language())},
        {"action", visit.path("/support/pay/")}, {"own_path", visit.path("/support/")},
        {"currency", std::string(choice.currency.code)}, {"typed", choice.typed}, {"trouble", trouble},
        {"appeal", choice.appeal}, {"variant", choice.variant},
        {"notice", visit.translated(choice.trouble())}, {"is_open", !TRY(contributions.providers()).empty()}};
    fields.set("frequencies", frequency_rows(visit, choice));
    fields.set("currencies", currency_rows(choice));
    fields.set("has_currencies", choice.offer().currencies().size() > 1);
    return visit.page("support", "Support us", std::move(fields),
        {trouble.empty() && choice.trouble().empty() && visit.request.method == http::Method::get ? 200
                                                                                                  : 422});
}

Routes support_routes()
{
    return routes;
}

} // namespace broadsheet::desk
