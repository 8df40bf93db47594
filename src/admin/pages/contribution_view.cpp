#include "admin/pages/contribution_view.h"

#include "support/figures.h"
#include "support/plot.h"

#include <algorithm>

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

constexpr int shown_months = 12;

} // namespace

std::string amount(Visit const& visit, std::int64_t minor, support::Currency const& currency)
{
    return support::format_amount(minor, currency, visit.language);
}

Result<Value> income_plots(Visit const& visit)
{
    auto const today = day_of(visit.services.clock.now());
    auto const first = support::add_months(support::first_of_month(today), 1 - shown_months);
    auto const sums = TRY(support::sums_by(visit.connection, support::GroupBy::month, first, today));
    std::vector<support::Currency> currencies;
    for (auto const& sum : sums)
        if (std::ranges::find(currencies, sum.currency) == currencies.end())
            currencies.push_back(sum.currency);
    Array rows;
    for (auto const& currency : currencies) {
        std::vector<support::Bar> bars;
        Array months;
        for (int month = 0; month < shown_months; ++month) {
            auto const label = support::iso_date(support::add_months(first, month)).substr(0, 7);
            std::int64_t moved = 0;
            for (auto const& sum : sums)
                if (sum.label == label && sum.currency == currency)
                    moved = sum.moved;
            bars.push_back({label, moved, amount(visit, moved, currency)});
            months.push_back(Value::make<Map>(Map{{"month", label}, {"amount", bars.back().text}}));
        }
        Map row{{"currency", std::string(currency.code)}};
        row.set("plot", Value::safe(support::bar_plot(bars)));
        row.set("months", Value::make<Array>(std::move(months)));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

Result<Value> recurring_rows(Visit const& visit)
{
    Array rows;
    for (auto const& figure : TRY(support::recurring_figures(visit.connection)))
        rows.push_back(Value::make<Map>(Map{{"currency", std::string(figure.currency.code)},
            {"monthly", amount(visit, figure.monthly, figure.currency)},
            {"annual", amount(visit, figure.annual, figure.currency)}, {"running", figure.running},
            {"failing", figure.failing}}));
    return Value::make<Array>(std::move(rows));
}

Result<Value> month_rows(Visit const& visit)
{
    auto const today = day_of(visit.services.clock.now());
    auto const sums = TRY(support::sums_by(
        visit.connection, support::GroupBy::frequency, support::first_of_month(today), today));
    Array rows;
    for (auto const frequency : support::all_frequencies)
        for (auto const& sum : sums)
            if (sum.label == name_of(frequency))
                rows.push_back(Value::make<Map>(
                    Map{{"frequency", sum.label}, {"currency", std::string(sum.currency.code)},
                        {"payments", sum.payments}, {"amount", amount(visit, sum.moved, sum.currency)}}));
    return Value::make<Array>(std::move(rows));
}

} // namespace broadsheet::admin
