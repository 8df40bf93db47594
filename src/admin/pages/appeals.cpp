// Messages that ask readers for support: written, looked at on any page, begun and ended.
#include "newsroom/appeals.h"
#include "admin/pages/appeal_form.h"
#include "admin/pages/field_labels.h"
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/pages/taxonomy_form.h"
#include "base/encoding.h"
#include "newsroom/checks.h"
#include "site/site.h"
#include "support/settings.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using newsroom::Appeal;
using newsroom::Appeals;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view list_path = "/admin/appeals/";

// What people call the state of an appeal, in English: a key for translation.
std::string_view label_of(Appeal const& appeal, UtcMillis now)
{
    if (appeal.status == newsroom::AppealStatus::draft)
        return "Draft";
    if (appeal.status == newsroom::AppealStatus::archived)
        return "Archived";
    if (appeal.is_on_air)
        return "Readers see it";
    return appeal.ends_at && *appeal.ends_at <= now ? "Over" : "Scheduled";
}

Result<http::Response> list(Visit& visit)
{
    Array rows;
    auto const now = visit.services.clock.now();
    for (auto const& appeal : TRY(Appeals(visit.connection).all())) {
        Array places;
        for (auto const placement : appeal.placements)
            places.push_back(Value(std::string(name_of(placement))));
        Map row{{"id", appeal.id}, {"name", appeal.name}, {"state", visit.translated(label_of(appeal, now))},
            {"priority", appeal.priority}, {"starts_at", appeal.starts_at.value_or(0)},
            {"ends_at", appeal.ends_at.value_or(0)},
            {"is_archived", appeal.status == newsroom::AppealStatus::archived}};
        row.set("placements", Value::make<Array>(std::move(places)));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    Map fields;
    fields.set("appeals", Value::make<Array>(std::move(rows)));
    return visit.page("appeals", std::move(fields));
}

// What the form suggests can be given: the support page goes by the same limits (support/offer.h).
Result<void> check_can_be_given(Visit const& visit, newsroom::AppealOffer const& appeal)
{
    if (appeal.currency.empty())
        return {};
    auto const offer = TRY(support::load_support_settings(visit.connection)).offer;
    auto const& currency = offer.currency_or_first(appeal.currency);
    if (currency.code != appeal.currency)
        return invalid(fmt::format("currency: contributions are not taken in {}", appeal.currency));
    for (auto const& [frequency, amounts] : appeal.amounts) {
        auto const& limits = offer.amounts(static_cast<support::Frequency>(frequency), currency);
        for (auto const amount : amounts.suggested)
            if (amount < limits.minimum || amount > limits.maximum)
                return invalid(fmt::format(
                    "amounts_{}: {} is not between {} and {}, which is what can be given", name_of(frequency),
                    support::plain_amount(amount, currency), support::plain_amount(limits.minimum, currency),
                    support::plain_amount(limits.maximum, currency)));
    }
    return {};
}

// The appeal the route names, or a new one.
Result<Appeal> appeal_of(Visit const& visit)
{
    if (visit.parts.empty()) {
        Appeal appeal;
        appeal.placements = {newsroom::Placement::bar, newsroom::Placement::message};
        return appeal;
    }
    auto found = TRY(Appeals(visit.connection).by_id(visit.part(0)));
    if (!found)
        return not_found("There is nothing here.");
    return std::move(*found);
}

Result<http::Response> show(Visit& visit)
{
    auto const appeal = TRY(appeal_of(visit));
    return visit.page("appeal", TRY(appeal_fields(visit, appeal)));
}

constexpr FieldLabel field_labels[] = {{"name", "Name, for the newsroom"}, {"slug", "Address"},
    {"status", "State"}, {"frequency", "Shown first"},
    {"most_views", "Views after which a reader's browser hides the letter; 0: never"},
    {"view_days", "In so many days"},
    {"after_paragraphs", "The letter stands after so many paragraphs; 0: at the end of the article"},
    {"starts_at", "From"}, {"ends_at", "Until"}, {"priority", "Priority"}, {"placements", "Where it stands"},
    {"words", "What it says"}, {"currency", "Currency"}, {"goal", "Goal of the campaign, if any"},
    {"picture", "Picture of who signs"}, {"bar", "Line on top of pages"}, {"heading", "Heading"},
    {"letter", "Letter, an empty line between paragraphs"}, {"signature", "Signed by"},
    {"button", "On the button"}, {"second_label", "On the second button"}, {"second_url", "Where that leads"},
    {"amounts_once", "Once"}, {"amounts_monthly", "Monthly"}, {"amounts_annual", "Annually"},
    {"chosen_once", "Marked at first"}, {"chosen_monthly", "Marked at first"},
    {"chosen_annual", "Marked at first"}};

// The form as it was sent, with what was wrong beside its field.
Result<http::Response> show_again(Visit const& visit, Appeal const& appeal, Error const& error)
{
    auto fields = TRY(typed_appeal_fields(visit, appeal));
    fields.set("wrong", setting_of(error));
    fields.set("detail", in_words(visit, error, field_labels));
    return visit.refused("appeal", std::move(fields),
        error.code == ErrorCode::invalid || error.code == ErrorCode::conflict
            ? invalid("Nothing was saved: see the field below.")
            : error);
}

Result<http::Response> save(Visit& visit)
{
    auto appeal = TRY(appeal_of(visit));
    if (auto const taken = take_appeal_form(visit, appeal); !taken.ok())
        return show_again(visit, appeal, taken.error());
    if (auto const given = check_can_be_given(visit, appeal.offer); !given.ok())
        return show_again(visit, appeal, given.error());
    auto const saved = change_and_tell(visit, "appeal.saved", appeal.id,
        fmt::format("{}, {}", appeal.name, name_of(appeal.status)),
        [&](newsroom::Change& change) { return Appeals::save(change, appeal); });
    if (!saved.ok())
        return show_again(visit, appeal, saved.error());
    auto const kept = TRY(Appeals(visit.connection).by_slug(appeal.slug));
    return visit.redirect(fmt::format("{}{}/", list_path, kept->id), "saved");
}

// Any page of the newspaper as it would be with the appeal, live or not.
Result<http::Response> preview(Visit& visit)
{
    auto const appeal = TRY(appeal_of(visit));
    auto path = std::string(trimmed(visit.query("path")));
    if (path.empty())
        path.assign(1, '/'); // g++ 12 misjudges = "/" here
    if (!newsroom::is_rooted_path(path))
        return invalid("It must be a path of this newspaper, such as /about/.");
    auto const page = TRY(visit.services.site.preview(appeal, path));
    if (!page.location.empty())
        return visit.redirect(
            fmt::format("{}{}/preview/?path={}", list_path, appeal.id, percent_encode(page.location)));
    auto response = http::make_response(page.status, page.content_type, *page.body);
    response.content_security_policy = page.content_security_policy;
    response.headers.push_back({"Cache-Control", "no-store"});
    response.headers.push_back({"X-Robots-Tag", "noindex, nofollow"});
    return response;
}

constexpr Route routes[] = {
    {http::Method::get, list_path, Act::edit_appeals, list},
    {http::Method::get, "/admin/appeals/new/", Act::edit_appeals, show},
    {http::Method::post, "/admin/appeals/new/", Act::edit_appeals, save},
    {http::Method::get, "/admin/appeals/{}/", Act::edit_appeals, show},
    {http::Method::post, "/admin/appeals/{}/", Act::edit_appeals, save},
    {http::Method::get, "/admin/appeals/{}/preview/", Act::edit_appeals, preview},
};

} // namespace

Routes appeal_routes()
{
    return routes;
}

} // namespace broadsheet::admin
