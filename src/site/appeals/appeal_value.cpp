#include "site/appeals/appeal_value.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "newsroom/paths.h"
#include "site/contexts/text_value.h"
#include "site/rendering.h"
#include "site/translate.h"
#include "templates/collections.h"
#include "text/money.h"

#include <array>

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

namespace {

// The letter's paragraphs, which have an empty line between them; a single line's end stays one.
Value paragraphs_of(std::string_view letter)
{
    Array paragraphs;
    std::string paragraph;
    auto const close = [&] {
        if (!paragraph.empty())
            paragraphs.push_back(Value(std::exchange(paragraph, "")));
    };
    while (!letter.empty()) {
        auto const line = letter.substr(0, letter.find('\n'));
        letter.remove_prefix(std::min(line.size() + 1, letter.size()));
        auto const words = trimmed(line);
        if (words.empty())
            close();
        else
            paragraph.append(paragraph.empty() ? "" : " ").append(words);
    }
    close();
    return Value::make<Array>(std::move(paragraphs));
}

Value variant_value(std::string_view key, newsroom::AppealWords const& words)
{
    return Value::make<Map>(Map{
        {"key", Value(std::string(key))},
        {"line", Value(words.bar.empty() ? words.heading : words.bar)},
        {"heading", Value(words.heading)},
        {"paragraphs", paragraphs_of(words.letter)},
        {"signature", Value(words.signature)},
        {"button", Value(words.button)},
        {"second_label", Value(words.second_label)},
        {"second_url", Value(words.second_url)},
    });
}

Value amounts_value(
    std::string_view language, std::string_view currency, newsroom::AppealAmounts const& amounts)
{
    Array values;
    for (auto const amount : amounts.suggested)
        values.push_back(Value::make<Map>(Map{{"value", Value(text::plain_money(amount, currency))},
            {"label", Value(text::format_money(amount, currency, language))},
            {"chosen", Value(amount == amounts.chosen)}}));
    return Value::make<Array>(std::move(values));
}

Value frequencies_value(Rendering const& rendering, newsroom::AppealOffer const& offer)
{
    static constexpr std::array labels = {"Once", "Monthly", "Annual"};
    Array values;
    for (auto const& [frequency, amounts] : offer.amounts) {
        if (amounts.suggested.empty())
            continue;
        auto const& language = rendering.language_tag();
        auto label = translated(rendering.theme, language, labels[static_cast<std::size_t>(frequency)]);
        values.push_back(Value::make<Map>(Map{{"key", Value::borrow(name_of(frequency))},
            {"label", Value(std::move(label))}, {"chosen", Value(frequency == offer.frequency)},
            {"amounts", amounts_value(language, offer.currency, amounts)}}));
    }
    return Value::make<Array>(std::move(values));
}

// How far it is towards its goal; null before there is anything to show.
Value goal_value(std::string_view language, newsroom::Appeal const& appeal)
{
    auto const& offer = appeal.offer;
    if (offer.goal <= 0 || appeal.raised <= 0)
        return nullptr;
    auto const per_cent = static_cast<std::int64_t>(
        static_cast<double>(appeal.raised) / static_cast<double>(offer.goal) * 100);
    return Value::make<Map>(Map{{"per_cent", Value(std::min<std::int64_t>(per_cent, 100))},
        {"raised", Value(text::format_money(appeal.raised, offer.currency, language))},
        {"goal", Value(text::format_money(offer.goal, offer.currency, language))}});
}

} // namespace

Value appeal_value(Rendering const& rendering, newsroom::Appeal const& appeal)
{
    auto const& language = rendering.language_tag();
    auto const home = newsroom::home_path(rendering.settings(), language);
    auto const* words = appeal.in(language);
    VERIFY(words);
    Array variants;
    variants.push_back(variant_value("a", words->a));
    if (words->has_b())
        variants.push_back(variant_value("b", words->whole_b()));
    auto const query = "?appeal=" + percent_encode(appeal.slug);
    return Value::make<Map>(Map{
        {"slug", Value(appeal.slug)},
        {"variants", Value::make<Array>(std::move(variants))},
        {"picture", text_or_null(appeal.picture)},
        {"support_path", Value(home + "support/")},
        // A script fills in which variant was read.
        {"support_url", Value::safe(home + "support/" + query + "&amp;variant=")},
        {"remind_url", Value::safe(home + "remind/" + query)},
        {"currency", text_or_null(appeal.offer.currency)},
        {"frequencies", frequencies_value(rendering, appeal.offer)},
        {"goal", goal_value(language, appeal)},
    });
}

} // namespace broadsheet::site
