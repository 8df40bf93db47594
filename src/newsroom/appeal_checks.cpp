#include "newsroom/appeals.h"

#include "base/ascii.h"
#include "newsroom/checks.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

constexpr std::size_t longest_slug = 40;
constexpr std::size_t most_tags = 200;
constexpr std::size_t most_suggestions = 6;
constexpr std::int64_t largest_amount = 1'000'000'000'000; // far below what overflows in a sum

Result<void> check_words(std::string_view language, AppealWords const& words)
{
    TRY(check_language("words", language));
    TRY(check_text("bar", words.bar, 300));
    TRY(check_text("heading", words.heading, 300));
    TRY(check_text("letter", words.letter, 10'000));
    TRY(check_text("signature", words.signature, 300));
    TRY(check_text("button", words.button, 100));
    TRY(check_text("second_label", words.second_label, 100));
    TRY(check_link("second_url", words.second_url));
    if (words.second_label.empty() != words.second_url.empty())
        return invalid("second_url: a second button has both a label and an address, or neither");
    return {};
}

// What stands somewhere has something to say there.
Result<void> check_is_said(Appeal const& appeal, std::string_view language, AppealWords const& words)
{
    auto const stands = [&](Placement placement) { return appeal.placements.contains(placement); };
    if (stands(Placement::bar) && words.bar.empty() && words.heading.empty())
        return invalid(fmt::format("bar: the bar needs a line in \"{}\"", language));
    for (auto placement : {Placement::message, Placement::newsletter, Placement::page})
        if (stands(placement) && words.letter.empty())
            return invalid(fmt::format("letter: the message needs its text in \"{}\"", language));
    return {};
}

Result<void> check_all_words(Appeal const& appeal)
{
    for (auto const& [language, variants] : appeal.words) {
        TRY(check_words(language, variants.a));
        TRY(check_words(language, variants.b));
        TRY(check_is_said(appeal, language, variants.a));
    }
    if (appeal.status == AppealStatus::live && appeal.words.empty())
        return invalid("words: an appeal that is live needs words in one language at least");
    return {};
}

Result<void> check_amounts(Frequency frequency, AppealAmounts const& amounts)
{
    auto const& suggested = amounts.suggested;
    if (suggested.size() > most_suggestions)
        return invalid(fmt::format("amounts_{}: {} are more than the {} a form shows", name_of(frequency),
            suggested.size(), most_suggestions));
    if (std::ranges::any_of(suggested, [](auto amount) { return amount <= 0 || amount > largest_amount; }))
        return invalid(fmt::format("amounts_{}: an amount is above 0", name_of(frequency)));
    if (std::ranges::adjacent_find(suggested, std::greater_equal<>()) != suggested.end())
        return invalid(fmt::format(
            "amounts_{}: write each once, the smallest first, such as 5 10 25", name_of(frequency)));
    if (!suggested.empty() && std::ranges::find(suggested, amounts.chosen) == suggested.end())
        return invalid(fmt::format("chosen_{}: write one of the amounts beside it", name_of(frequency)));
    return {};
}

Result<void> check_offer(AppealOffer const& offer)
{
    if (!offer.currency.empty()
        && (offer.currency.size() != 3
            || !std::ranges::all_of(offer.currency, [](char c) { return c >= 'A' && c <= 'Z'; })))
        return invalid(
            fmt::format("currency: \"{}\" is no ISO 4217 code, such as USD or EUR", offer.currency));
    for (auto const& [frequency, amounts] : offer.amounts)
        TRY(check_amounts(frequency, amounts));
    auto const is_offered = [&](Frequency frequency) {
        auto const found = offer.amounts.find(frequency);
        return found != offer.amounts.end() && !found->second.suggested.empty();
    };
    if (!offer.currency.empty() && !is_offered(offer.frequency))
        return invalid(
            fmt::format("amounts_{}: what is shown first needs amounts", name_of(offer.frequency)));
    if (offer.goal < 0 || offer.goal > largest_amount)
        return invalid("goal: write an amount, or 0 for none");
    if (offer.goal > 0 && offer.currency.empty())
        return invalid("currency: a goal needs one");
    return {};
}

Result<void> check_limits(Appeal const& appeal)
{
    if (std::abs(appeal.priority) > 1'000'000)
        return invalid("priority: write a number between -1000000 and 1000000");
    if (appeal.after_paragraphs < 0 || appeal.after_paragraphs > 1'000)
        return invalid("after_paragraphs: write a number between 0 and 1000");
    if (appeal.most_views < 0 || appeal.most_views > 1'000)
        return invalid("most_views: write a number between 0 and 1000");
    if (appeal.view_days < 1 || appeal.view_days > 366)
        return invalid("view_days: write a number between 1 and 366");
    if (appeal.target.tags.size() > most_tags || appeal.target.excluded_tags.size() > most_tags)
        return invalid(fmt::format("tags: more than {}", most_tags));
    return {};
}

} // namespace

Result<void> check_appeal(Appeal const& appeal)
{
    TRY(check_required_text("name", appeal.name, 200));
    TRY(check_slug(appeal.slug, longest_slug));
    if (!std::ranges::all_of(
            appeal.slug, [](char c) { return (is_alphanumeric(c) && !is_upper(c)) || c == '-' || c == '_'; }))
        return invalid("slug: it is of small Latin letters, digits, '-' and '_', because links carry it");
    if (appeal.starts_at && appeal.ends_at && *appeal.ends_at <= *appeal.starts_at)
        return invalid("ends_at: the end must be later than the beginning");
    if (appeal.status == AppealStatus::live && appeal.placements.empty())
        return invalid("placements: an appeal that is live needs a place: tick one");
    TRY(check_all_words(appeal));
    TRY(check_link("picture", appeal.picture));
    TRY(check_offer(appeal.offer));
    return check_limits(appeal);
}

} // namespace broadsheet::newsroom
