#pragma once

#include "admin/visit.h"
#include "admin/work.h"
#include "base/ascii.h"
#include "staff/audit_log.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::admin {

// What the forms of tags and bylines have in common: a name and a longer text in each of the newspaper's
// languages, in fields called name_en, text_en and so on.

template <typename Record>
Result<Record> record_with_id(std::vector<Record> const& all, std::string_view id)
{
    auto const found = std::ranges::find(all, id, &Record::id);
    if (found == all.end())
        return not_found("There is nothing here.");
    return *found;
}

// Reads the texts into a record; a language without a name has none of its own.
template <typename Record>
Result<void> take_names(Visit const& visit, Record& record, std::string Record::Text::*text)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    for (auto const& language : settings.languages) {
        typename Record::Text read;
        read.name = trimmed(visit.field("name_" + language));
        read.*text = trimmed(visit.field("text_" + language));
        if (language == settings.first_language())
            record.text = std::move(read);
        else if (read.name.empty())
            record.translations.erase(language);
        else
            record.translations[language] = std::move(read);
    }
    return {};
}

template <typename Record>
Result<templates::Value> name_fields(
    Visit const& visit, Record const& record, std::string Record::Text::*text)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    templates::Array rows;
    for (auto const& language : settings.languages) {
        bool const is_first = language == settings.first_language();
        auto const found = record.translations.find(language);
        auto const own = is_first                ? record.text
            : found == record.translations.end() ? typename Record::Text()
                                                 : found->second;
        rows.push_back(templates::Value::make<templates::Map>(
            templates::Map{{"language", language}, {"language_name", text::native_language_name(language)},
                {"direction", std::string(text::direction_of(language))}, {"name", own.name},
                {"text", own.*text}, {"is_first", is_first}, {"is_only", settings.languages.size() == 1}}));
    }
    return templates::Value::make<templates::Array>(std::move(rows));
}

// Returns the texts in every language, with the languages.
template <typename Record>
std::vector<std::string> text_values(Record const& record, std::string Record::Text::*text)
{
    std::vector<std::string> values{record.text.name, record.text.*text};
    for (auto const& [language, own] : record.translations)
        values.insert(values.end(), {language, own.name, own.*text});
    return values;
}

// Runs `body(Change&)` in one change, and tells the audit log of it.
template <typename Body>
Result<void> change_and_tell(
    Visit const& visit, std::string_view act, std::string_view subject, std::string_view detail, Body&& body)
{
    return newsroom::change(visit.connection, visit.services.clock, visit.services.random,
        [&](newsroom::Change& change) -> Result<void> {
            TRY(body(change));
            return staff::AuditLog(visit.connection, visit.services.clock)
                .add(&visit.account(), act, subject, detail);
        });
}

} // namespace broadsheet::admin
