#include "exchange/appeal_file.h"

#include "exchange/yaml_texts.h"

#include <charconv>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

using newsroom::Appeal;
using newsroom::AppealWords;

constexpr std::pair<std::string_view, std::string AppealWords::*> words[]
    = {{"bar", &AppealWords::bar}, {"heading", &AppealWords::heading}, {"letter", &AppealWords::letter},
        {"signature", &AppealWords::signature}, {"button", &AppealWords::button},
        {"second_label", &AppealWords::second_label}, {"second_url", &AppealWords::second_url}};

Result<std::int64_t> read_number(Yaml const& item, std::string_view text)
{
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return invalid(fmt::format("line {}: \"{}\" is not a whole number", item.line, text));
    return number;
}

Result<std::int64_t> number_at(Yaml const& item, std::string_view key, std::int64_t otherwise)
{
    auto const text = TRY(item.text_at(key));
    return text.empty() ? otherwise : read_number(item, text);
}

// Of the variant that the words stand for: A those of the appeal itself, B those below `second`.
Result<void> take_words(Yaml const& item, std::string const& first, Appeal& appeal,
    AppealWords newsroom::AppealVariants::*variant)
{
    for (auto const& [key, member] : words)
        for (auto const& [language, text] : TRY(texts_by_language(item, key, first)))
            appeal.words[language].*variant.*member = text;
    return {};
}

Result<void> take_offer(Yaml const& item, newsroom::AppealOffer& offer)
{
    offer.currency = TRY(item.text_at("currency"));
    offer.goal = TRY(number_at(item, "goal", 0));
    if (auto const name = TRY(item.text_at("frequency")); !name.empty())
        offer.frequency = TRY(newsroom::frequency_from(name));
    for (auto const frequency : newsroom::all_frequencies) {
        auto const name = std::string(name_of(frequency));
        auto const texts = TRY(item["amounts"].texts_at(name));
        if (texts.empty())
            continue;
        auto& amounts = offer.amounts[frequency];
        for (auto const& text : texts)
            amounts.suggested.push_back(TRY(read_number(item, text)));
        amounts.chosen = TRY(number_at(item["chosen"], name, amounts.suggested.front()));
    }
    return {};
}

Result<Appeal> read(Yaml const& item, std::string const& first_language)
{
    Appeal appeal;
    appeal.slug = TRY(item.text_at("slug"));
    appeal.name = TRY(item.text_at("name"));
    if (auto const status = TRY(item.text_at("status")); !status.empty())
        appeal.status = TRY(newsroom::appeal_status_from(status));
    for (auto const& name : TRY(item.texts_at("placements")))
        appeal.placements.insert(TRY(newsroom::placement_from(name)));
    for (auto const& name : TRY(item.texts_at("kinds")))
        appeal.target.kinds.insert(TRY(newsroom::page_kind_from(name)));
    appeal.priority = TRY(number_at(item, "priority", 0));
    appeal.after_paragraphs = TRY(number_at(item, "after_paragraphs", 0));
    appeal.most_views = TRY(number_at(item, "most_views", appeal.most_views));
    appeal.view_days = TRY(number_at(item, "view_days", appeal.view_days));
    appeal.picture = TRY(item.text_at("picture"));
    TRY(take_words(item, first_language, appeal, &newsroom::AppealVariants::a));
    TRY(take_words(item["second"], first_language, appeal, &newsroom::AppealVariants::b));
    TRY(take_offer(item, appeal.offer));
    return appeal;
}

} // namespace

Result<Appeal> read_appeal(Yaml const& item, std::string const& first_language)
{
    auto appeal = read(item, first_language);
    if (!appeal.ok() && !appeal.error().message.starts_with("line "))
        return invalid(fmt::format("line {}: {}", item.line, appeal.error().message));
    return appeal;
}

} // namespace broadsheet::exchange
