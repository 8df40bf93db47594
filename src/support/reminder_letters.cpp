#include "support/reminder_letters.h"

#include "base/day.h"
#include "base/embedded.h"
#include "newsroom/paths.h"
#include "text/dates.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_support(); // cmake/Embed.cmake

namespace support {

namespace {

using templates::Map;

// Letters are in a language the newspaper still has.
std::string known_language(newsroom::Settings const& settings, std::string const& wanted)
{
    bool const is_there = std::ranges::find(settings.languages, wanted) != settings.languages.end();
    return is_there ? wanted : settings.first_language();
}

} // namespace

Result<ReminderLetters> ReminderLetters::load()
{
    return ReminderLetters(TRY(site::ViewSet::load(embedded_support())));
}

Result<mail::Letter> ReminderLetters::confirmation(newsroom::Settings const& settings,
    ReminderRequest const& request, std::string const& link, std::string const& address) const
{
    auto const language = known_language(settings, request.language);
    text::TimeZone const utc;
    auto const newspaper = std::string(settings.title_in(language));
    Map const fields{{"newspaper", newspaper}, {"link", link},
        {"day", text::format_long_date(start_of(request.due_day), utc, language)}};
    mail::Letter letter;
    letter.to = address;
    letter.subject = fmt::format("{} — {}", views_.translated(language, "Shall we remind you?"), newspaper);
    letter.text = TRY(views_.render("reminder-confirmation", fields, {language, utc}));
    letter.language = language;
    return letter;
}

Result<mail::Letter> ReminderLetters::reminder(
    newsroom::Settings const& settings, Reminder const& reminder, std::string const& address) const
{
    auto const language = known_language(settings, reminder.language);
    text::TimeZone const utc;
    auto const newspaper = std::string(settings.title_in(language));
    auto const home = settings.url + newsroom::home_path(settings, language);
    Map const fields{{"newspaper", newspaper}, {"again", home + "remind/"},
        {"support",
            home + "support/" + (reminder.appeal.empty() ? "" : "?appeal=" + reminder.appeal + "&variant=")}};
    mail::Letter letter;
    letter.to = address;
    letter.subject
        = fmt::format("{} — {}", views_.translated(language, "You asked us to remind you"), newspaper);
    letter.text = TRY(views_.render("reminder", fields, {language, utc}));
    letter.language = language;
    letter.key = "reminder-" + reminder.id;
    return letter;
}

} // namespace support

} // namespace broadsheet
