#include "takeaway/selection.h"

#include "base/day.h"
#include "site/edition/archive.h"
#include "text/dates.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace broadsheet::takeaway {

namespace {

struct Week {
    UtcMillis from = 0;
    UtcMillis until = 0;
};

Result<Week> week_of(std::string const& date, text::TimeZone const& zone)
{
    auto const noon = TRY(text::parse_iso(date + "T12:00", zone));
    // Noon moves by whole days to another noon, whatever the clocks did meanwhile, give or take an hour.
    auto const days_since_monday = (zone.civil(noon).weekday + 6) % 7;
    auto midnight = [&](UtcMillis at) {
        auto civil = zone.civil(at);
        text::CivilTime start;
        start.year = civil.year;
        start.month = civil.month;
        start.day = civil.day;
        return start;
    };
    auto const monday = noon - days_since_monday * milliseconds_a_day;
    auto const from = TRY(zone.utc(midnight(monday)));
    auto const until = TRY(zone.utc(midnight(monday + 7 * milliseconds_a_day)));
    return Week{from, until};
}

void add_part(Chosen& chosen, std::string_view title, std::string_view name)
{
    chosen.part.append(chosen.part.empty() ? "" : ", ").append(title);
    chosen.name.append(chosen.name.empty() ? "" : "-").append(name);
}

// Keeps the articles that are in the listing too; both are in the order of time.
void keep_those_in(Chosen& chosen, site::Listing listing)
{
    std::vector<site::Ordinal> both;
    std::set_intersection(chosen.articles.begin(), chosen.articles.end(), listing.begin(), listing.end(),
        std::back_inserter(both));
    chosen.articles = std::move(both);
}

} // namespace

Result<Chosen> choose(site::Snapshot const& snapshot, Selection const& selection)
{
    auto const& catalogue = snapshot.catalogue();
    Chosen chosen;
    if (!selection.language.empty()) {
        auto const place = catalogue.find_language(selection.language);
        if (!place)
            return not_found(fmt::format("the newspaper has no language \"{}\"", selection.language));
        chosen.language = *place;
    }
    auto const& language = catalogue.language(chosen.language);
    auto const all = catalogue.articles(chosen.language);
    chosen.articles.assign(all.begin(), all.end());
    if (!selection.section.empty()) {
        auto const* section = catalogue.tag(selection.section);
        if (section == nullptr || !section->is_section)
            return not_found(fmt::format("there is no section \"{}\"", selection.section));
        keep_those_in(chosen, catalogue.with_tag(chosen.language, section->number));
        add_part(chosen, section->in(language).name, section->slug);
    }
    if (selection.year) {
        site::Period const year{*selection.year, 0, 0};
        if (!site::exists(year))
            return invalid(fmt::format("{} is no year", *selection.year));
        keep_those_in(chosen, site::articles_of(catalogue, chosen.language, year));
        add_part(
            chosen, site::title_of(catalogue, chosen.language, year), fmt::format("{}", *selection.year));
    }
    if (!selection.week.empty()) {
        auto const week = TRY(week_of(selection.week, catalogue.zone()));
        keep_those_in(chosen, catalogue.between(all, week.from, week.until));
        add_part(chosen, text::format_long_date(week.from, catalogue.zone(), language),
            text::format_iso_date(week.from, catalogue.zone()));
    }
    if (chosen.articles.empty())
        return not_found(fmt::format("there are no articles{}{} in {}", chosen.part.empty() ? "" : " of ",
            chosen.part, text::native_language_name(language)));
    if (chosen.name.empty())
        chosen.name = "all";
    return chosen;
}

} // namespace broadsheet::takeaway
