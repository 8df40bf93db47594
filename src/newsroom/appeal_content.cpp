#include "newsroom/appeal_content.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace json = boost::json;

namespace {

// Calls visit(key, member) for each of the words.
template <typename Words, typename Visit>
void for_each_word(Words& words, Visit&& visit)
{
    visit("bar", words.bar);
    visit("heading", words.heading);
    visit("letter", words.letter);
    visit("signature", words.signature);
    visit("button", words.button);
    visit("second_label", words.second_label);
    visit("second_url", words.second_url);
}

json::object to_json(AppealWords const& words)
{
    json::object object;
    for_each_word(words, [&](std::string_view key, std::string const& word) {
        if (!word.empty())
            object[key] = word;
    });
    return object;
}

AppealWords words_in(json::object const& object)
{
    AppealWords words;
    for_each_word(words, [&](std::string_view key, std::string& word) {
        if (auto const* value = object.if_contains(key))
            word = json::value_to<std::string>(*value);
    });
    return words;
}

template <typename Enums>
json::array names_of(Enums const& values)
{
    json::array names;
    for (auto value : values)
        names.emplace_back(name_of(value));
    return names;
}

// Names that this version does not know are passed over.
template <typename Enum>
std::set<Enum> read_names(json::value const& names, Result<Enum> (*from)(std::string_view))
{
    std::set<Enum> values;
    for (auto const& name : names.as_array())
        if (auto value = from(name.as_string()); value.ok())
            values.insert(*value);
    return values;
}

json::object to_json(AppealOffer const& offer)
{
    json::object amounts;
    for (auto const& [frequency, suggestion] : offer.amounts)
        amounts[name_of(frequency)]
            = {{"suggested", json::value_from(suggestion.suggested)}, {"chosen", suggestion.chosen}};
    return {{"currency", offer.currency}, {"frequency", name_of(offer.frequency)},
        {"amounts", std::move(amounts)}, {"goal", offer.goal}};
}

AppealOffer read_offer(json::object const& object)
{
    AppealOffer offer;
    offer.currency = json::value_to<std::string>(object.at("currency"));
    if (auto frequency = frequency_from(object.at("frequency").as_string()); frequency.ok())
        offer.frequency = *frequency;
    for (auto const& [name, suggestion] : object.at("amounts").as_object())
        if (auto frequency = frequency_from(name); frequency.ok())
            offer.amounts[*frequency]
                = {json::value_to<std::vector<std::int64_t>>(suggestion.at("suggested")),
                    suggestion.at("chosen").to_number<std::int64_t>()};
    offer.goal = object.at("goal").to_number<std::int64_t>();
    return offer;
}

void read(Appeal& appeal, json::object const& object)
{
    appeal.placements = read_names(object.at("placements"), placement_from);
    appeal.after_paragraphs = object.at("after_paragraphs").to_number<std::int64_t>();
    appeal.target = {read_names(object.at("kinds"), page_kind_from),
        json::value_to<std::set<Number>>(object.at("tags")),
        json::value_to<std::set<Number>>(object.at("excluded_tags"))};
    appeal.words.clear();
    for (auto const& [language, variants] : object.at("words").as_object())
        appeal.words[std::string(language)]
            = {words_in(variants.at("a").as_object()), words_in(variants.at("b").as_object())};
    appeal.picture = json::value_to<std::string>(object.at("picture"));
    appeal.offer = read_offer(object.at("offer").as_object());
    appeal.most_views = object.at("most_views").to_number<std::int64_t>();
    appeal.view_days = object.at("view_days").to_number<std::int64_t>();
}

} // namespace

std::string appeal_content(Appeal const& appeal)
{
    json::object words;
    for (auto const& [language, variants] : appeal.words)
        words[language] = {{"a", to_json(variants.a)}, {"b", to_json(variants.b)}};
    return json::serialize(json::object{
        {"placements", names_of(appeal.placements)},
        {"after_paragraphs", appeal.after_paragraphs},
        {"kinds", names_of(appeal.target.kinds)},
        {"tags", json::value_from(appeal.target.tags)},
        {"excluded_tags", json::value_from(appeal.target.excluded_tags)},
        {"words", std::move(words)},
        {"picture", appeal.picture},
        {"offer", to_json(appeal.offer)},
        {"most_views", appeal.most_views},
        {"view_days", appeal.view_days},
    });
}

Result<void> read_appeal_content(Appeal& appeal, std::string_view text)
{
    try {
        read(appeal, json::parse(json::string_view(text.data(), text.size())).as_object());
    } catch (std::exception const& failure) {
        return Error{ErrorCode::database,
            fmt::format("The appeal \"{}\" in the database cannot be read: {}. Save it again.", appeal.slug,
                failure.what())};
    }
    return {};
}

} // namespace broadsheet::newsroom
