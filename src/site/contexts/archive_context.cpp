#include "site/contexts/archive_context.h"

#include "newsroom/paths.h"
#include "templates/collections.h"
#include "text/dates.h"

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

namespace {

Value link_value(Rendering const& rendering, std::optional<Period> const& period, std::string title)
{
    if (!period)
        return nullptr;
    auto const home = newsroom::home_path(rendering.settings(), rendering.language_tag());
    auto const count = articles_of(rendering.catalogue(), rendering.language, *period).size();
    return Value::make<Map>(Map{
        {"title", Value(std::move(title))},
        {"url", Value(home + path_of(*period))},
        {"count", Value(count)},
    });
}

Value link_value(Rendering const& rendering, std::optional<Period> const& period)
{
    return link_value(
        rendering, period, period ? title_of(rendering.catalogue(), rendering.language, *period) : "");
}

// Inside a year, months are called without it; inside a month, days by their number.
std::string short_title(Rendering const& rendering, Period const& part)
{
    if (part.day)
        return text::localised_number(std::to_string(part.day), rendering.language_tag());
    if (part.month)
        return text::month_name(part.month, rendering.language_tag());
    return text::localised_number(std::to_string(part.year), rendering.language_tag());
}

} // namespace

Value archive_value(Rendering const& rendering, Period const& period)
{
    auto const& catalogue = rendering.catalogue();
    auto const language = rendering.language;
    Map archive{
        {"title", Value(rendering.title)},
        {"url", Value(rendering.breadcrumbs.back().path)},
        {"year", period.year ? Value(period.year) : Value(nullptr)},
        {"month", period.month ? Value(period.month) : Value(nullptr)},
        {"day", period.day ? Value(period.day) : Value(nullptr)},
    };
    // The further pages keep what they show (Pagination::Numbers::from_oldest).
    if (rendering.is("paged"))
        return Value::make<Map>(std::move(archive));
    auto parts = std::make_shared<Array>();
    for (auto const& part : parts_of(catalogue, language, period))
        parts->push_back(link_value(rendering, part, short_title(rendering, part)));
    archive.set("count", Value(articles_of(catalogue, language, period).size()));
    archive.set("parts", Value::own(std::move(parts)));
    archive.set("previous", link_value(rendering, period_before(catalogue, language, period)));
    archive.set("next", link_value(rendering, period_after(catalogue, language, period)));
    return Value::make<Map>(std::move(archive));
}

} // namespace broadsheet::site
