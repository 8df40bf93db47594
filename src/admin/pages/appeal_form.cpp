#include "admin/pages/appeal_form.h"
#include "admin/form_number.h"

#include "admin/work.h"
#include "base/ascii.h"
#include "newsroom/taxonomy.h"
#include "text/direction.h"
#include "text/money.h"
#include "text/slug.h"

#include <algorithm>
#include <fmt/ranges.h>

namespace broadsheet::admin {

namespace {

using newsroom::Appeal;
using newsroom::AppealWords;
using templates::Array;
using templates::Map;
using templates::Value;

struct Word {
    std::string_view name;
    std::string AppealWords::*member;
};
constexpr Word words[]
    = {{"bar", &AppealWords::bar}, {"heading", &AppealWords::heading}, {"letter", &AppealWords::letter},
        {"signature", &AppealWords::signature}, {"button", &AppealWords::button},
        {"second_label", &AppealWords::second_label}, {"second_url", &AppealWords::second_url}};

// Browsers send a text area's lines with CR LF.
std::string with_plain_line_ends(std::string_view text)
{
    std::string plain(text);
    std::erase(plain, '\r');
    return plain;
}

std::string field_name(std::string_view word, std::string_view variant, std::string_view language)
{
    return fmt::format("{}_{}_{}", word, variant, language);
}

Value words_value(AppealWords const& own, std::string_view variant, std::string_view language)
{
    Map fields{{"variant", std::string(variant)}, {"is_b", variant == "b"}, {"is_any", own != AppealWords()}};
    fields.set("language", std::string(language));
    fields.set("direction", std::string(text::direction_of(language)));
    for (auto const& [name, member] : words)
        fields.set(name, own.*member);
    return Value::make<Map>(std::move(fields));
}

Value languages_value(newsroom::Settings const& settings, Appeal const& appeal)
{
    Array rows;
    for (auto const& language : settings.languages) {
        auto const* found = appeal.in(language);
        auto const variants = found ? *found : newsroom::AppealVariants();
        Map row{{"language_name", text::native_language_name(language)}, {"language", language},
            {"is_only", settings.languages.size() == 1}};
        row.set("a", words_value(variants.a, "a", language));
        row.set("b", words_value(variants.b, "b", language));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

// An object whose fields are the names of what is chosen: {{#if placements.bar}}.
template <typename Enums>
Value chosen(Enums const& values)
{
    Map fields;
    for (auto value : values)
        fields.set(name_of(value), true);
    return Value::make<Map>(std::move(fields));
}

Value tags_value(Visit const& visit, std::vector<newsroom::Tag> const& tags, Appeal const& appeal)
{
    Array rows;
    for (auto const& tag : tags)
        rows.push_back(Value::make<Map>(Map{{"slug", tag.slug}, {"name", tag.in(visit.language).name},
            {"is_section", tag.is_section}, {"is_wanted", appeal.target.tags.contains(tag.number)},
            {"is_unwanted", appeal.target.excluded_tags.contains(tag.number)}}));
    return Value::make<Array>(std::move(rows));
}

Result<std::optional<UtcMillis>> time_in(
    Visit const& visit, std::string_view name, text::TimeZone const& zone)
{
    auto const text = trimmed(visit.field(name));
    if (text.empty())
        return std::optional<UtcMillis>();
    return std::optional(TRY(parse_local_time(name, text, zone)));
}

// The boxes of one name that are ticked.
template <typename Enum>
std::set<Enum> ticked(Visit const& visit, std::string_view name, Result<Enum> (*from)(std::string_view))
{
    std::set<Enum> values;
    for (auto const text : visit.fields(name))
        if (auto const value = from(text); value.ok())
            values.insert(*value);
    return values;
}

std::set<newsroom::Number> tags_in(
    Visit const& visit, std::string_view name, std::vector<newsroom::Tag> const& tags)
{
    auto const slugs = visit.fields(name);
    std::set<newsroom::Number> numbers;
    for (auto const& tag : tags)
        if (std::ranges::find(slugs, tag.slug) != slugs.end())
            numbers.insert(tag.number);
    return numbers;
}

AppealWords words_in(Visit const& visit, std::string_view variant, std::string_view language)
{
    AppealWords read;
    for (auto const& [name, member] : words)
        read.*member = with_plain_line_ends(trimmed(visit.field(field_name(name, variant, language))));
    return read;
}

void take_words(Visit const& visit, newsroom::Settings const& settings, Appeal& appeal)
{
    for (auto const& language : settings.languages) {
        newsroom::AppealVariants const read{words_in(visit, "a", language), words_in(visit, "b", language)};
        if (read == newsroom::AppealVariants())
            appeal.words.erase(language);
        else
            appeal.words[language] = read;
    }
}

// What stands in the row of a frequency.
struct AmountTexts {
    std::string suggested; // with spaces between
    std::string chosen;
};

AmountTexts amount_texts(newsroom::AppealOffer const& offer, newsroom::Frequency frequency)
{
    auto const found = offer.amounts.find(frequency);
    if (found == offer.amounts.end() || found->second.suggested.empty())
        return {};
    std::vector<std::string> texts;
    for (auto const amount : found->second.suggested)
        texts.push_back(text::plain_money(amount, offer.currency));
    return {
        fmt::format("{}", fmt::join(texts, " ")), text::plain_money(found->second.chosen, offer.currency)};
}

AmountTexts typed_amount_texts(Visit const& visit, newsroom::Frequency frequency)
{
    return {std::string(visit.field(fmt::format("amounts_{}", name_of(frequency)))),
        std::string(visit.field(fmt::format("chosen_{}", name_of(frequency))))};
}

// Three rows, of which one is shown first.
template <typename TextsOf>
Value amounts_value(Visit const& visit, std::string_view first, TextsOf const& texts_of)
{
    static constexpr std::string_view labels[] = {"Once", "Monthly", "Annual"};
    Array rows;
    for (auto const frequency : newsroom::all_frequencies) {
        AmountTexts texts = texts_of(frequency);
        Map row{{"label", visit.translated(labels[static_cast<std::size_t>(frequency)])},
            {"suggested", std::move(texts.suggested)}, {"chosen", std::move(texts.chosen)},
            {"is_first", name_of(frequency) == first}};
        row.set("key", std::string(name_of(frequency)));
        row.set("amounts_name", fmt::format("amounts_{}", name_of(frequency)));
        row.set("chosen_name", fmt::format("chosen_{}", name_of(frequency)));
        rows.push_back(Value::make<Map>(std::move(row)));
    }
    return Value::make<Array>(std::move(rows));
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (!(text = trimmed(text)).empty()) {
        parts.push_back(text.substr(0, text.find(' ')));
        text.remove_prefix(parts.back().size());
    }
    return parts;
}

Result<std::int64_t> money_in(std::string_view field, std::string_view text, std::string_view currency)
{
    auto amount = text::parse_money(text, currency);
    if (!amount.ok())
        return std::move(amount).error().within(field);
    return amount;
}

Result<newsroom::AppealOffer> offer_in(Visit const& visit)
{
    newsroom::AppealOffer offer;
    offer.currency = trimmed(visit.field("currency"));
    if (offer.currency.empty())
        return offer;
    offer.frequency = TRY(newsroom::frequency_from(visit.field("frequency")));
    for (auto const frequency : newsroom::all_frequencies) {
        auto const name = fmt::format("amounts_{}", name_of(frequency));
        newsroom::AppealAmounts amounts;
        for (auto const text : words_of(visit.field(name)))
            amounts.suggested.push_back(TRY(money_in(name, text, offer.currency)));
        if (amounts.suggested.empty())
            continue;
        auto const chosen_name = fmt::format("chosen_{}", name_of(frequency));
        auto const chosen = trimmed(visit.field(chosen_name));
        amounts.chosen
            = chosen.empty() ? amounts.suggested.front() : TRY(money_in(chosen_name, chosen, offer.currency));
        offer.amounts[frequency] = std::move(amounts);
    }
    if (auto const goal = trimmed(visit.field("goal")); !goal.empty())
        offer.goal = TRY(money_in("goal", goal, offer.currency));
    return offer;
}

} // namespace

Result<Map> appeal_fields(Visit const& visit, Appeal const& appeal)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    auto const time
        = [&](std::optional<UtcMillis> at) { return at ? local_time(*at, zone).substr(0, 16) : ""; };
    Map fields{{"id", appeal.id}, {"is_new", appeal.number == 0}, {"slug", appeal.slug},
        {"name", appeal.name}, {"status", std::string(name_of(appeal.status))},
        {"is_on_air", appeal.is_on_air}, {"priority", appeal.priority}, {"starts_at", time(appeal.starts_at)},
        {"ends_at", time(appeal.ends_at)}, {"time_zone", settings.time_zone},
        {"after_paragraphs", appeal.after_paragraphs}, {"picture", appeal.picture},
        {"most_views", appeal.most_views}, {"view_days", appeal.view_days}};
    if (appeal.number != 0)
        fields.set("page_title", appeal.name);
    fields.set("currency", appeal.offer.currency);
    fields.set("goal", appeal.offer.goal ? text::plain_money(appeal.offer.goal, appeal.offer.currency) : "");
    fields.set("amounts", amounts_value(visit, name_of(appeal.offer.frequency), [&](auto frequency) {
        return amount_texts(appeal.offer, frequency);
    }));
    fields.set("placements", chosen(appeal.placements));
    fields.set("kinds", chosen(appeal.target.kinds));
    fields.set("languages", languages_value(settings, appeal));
    fields.set("tags", tags_value(visit, TRY(newsroom::Tags(visit.connection).all()), appeal));
    return fields;
}

Result<Map> typed_appeal_fields(Visit const& visit, Appeal const& appeal)
{
    auto fields = TRY(appeal_fields(visit, appeal));
    for (std::string_view const name : {"currency", "goal", "priority", "after_paragraphs", "most_views",
             "view_days", "starts_at", "ends_at"})
        fields.set(name, std::string(visit.field(name)));
    fields.set("amounts", amounts_value(visit, visit.field("frequency"), [&](auto frequency) {
        return typed_amount_texts(visit, frequency);
    }));
    return fields;
}

Result<void> take_appeal_form(Visit const& visit, Appeal& appeal)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    auto const tags = TRY(newsroom::Tags(visit.connection).all());
    appeal.name = trimmed(visit.field("name"));
    if (appeal.number == 0) {
        appeal.slug = trimmed(visit.field("slug"));
        if (appeal.slug.empty())
            appeal.slug = text::slugify(appeal.name);
    }
    appeal.placements = ticked(visit, "placement", newsroom::placement_from);
    appeal.target = {ticked(visit, "kind", newsroom::page_kind_from), tags_in(visit, "tag", tags),
        tags_in(visit, "excluded_tag", tags)};
    appeal.picture = trimmed(visit.field("picture"));
    take_words(visit, settings, appeal);
    // From here on a field may be refused.
    appeal.status = TRY(newsroom::appeal_status_from(visit.field("status")));
    appeal.offer = TRY(offer_in(visit));
    appeal.priority = TRY(number_in(visit, "priority"));
    appeal.after_paragraphs = TRY(number_in(visit, "after_paragraphs"));
    appeal.most_views = TRY(number_in(visit, "most_views"));
    appeal.view_days = TRY(number_in(visit, "view_days"));
    appeal.starts_at = TRY(time_in(visit, "starts_at", zone));
    appeal.ends_at = TRY(time_in(visit, "ends_at", zone));
    return {};
}

} // namespace broadsheet::admin
