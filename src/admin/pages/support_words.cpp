// What supporters are told before they give, and what they agree to, in each of the newspaper's languages.
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "newsroom/settings.h"
#include "support/settings.h"
#include "text/direction.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using staff::Act;
using support::SupportSettings;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view page_path = "/admin/contributions/words/";

std::string text_of(SupportSettings::Texts const& texts, std::string const& language)
{
    auto const found = texts.find(language);
    return found == texts.end() ? "" : found->second;
}

Result<Map> page_fields(Visit const& visit, SupportSettings const& settings)
{
    auto const newspaper = TRY(newsroom::load_settings(visit.connection));
    Array rows;
    for (auto const& language : newspaper.languages)
        rows.push_back(Value::make<Map>(
            Map{{"language", language}, {"language_name", text::native_language_name(language)},
                {"direction", std::string(text::direction_of(language))},
                {"risk_notice", text_of(settings.risk_notice, language)},
                {"privacy", text_of(settings.privacy, language)}}));
    Map fields{{"privacy_link", settings.privacy_link}};
    fields.set("texts", Value::make<Array>(std::move(rows)));
    return fields;
}

// Browsers send line ends as CR LF.
std::string text_in(Visit const& visit, std::string_view name, std::string const& language)
{
    std::string text(trimmed(visit.field(fmt::format("{}_{}", name, language))));
    std::erase(text, '\r');
    return text;
}

Result<void> take_form(Visit const& visit, SupportSettings& settings)
{
    for (auto const& language : TRY(newsroom::load_settings(visit.connection)).languages) {
        settings.risk_notice[language] = text_in(visit, "risk_notice", language);
        settings.privacy[language] = text_in(visit, "privacy", language);
    }
    for (auto* texts : {&settings.risk_notice, &settings.privacy})
        std::erase_if(*texts, [](auto const& text) { return text.second.empty(); });
    settings.privacy_link = trimmed(visit.field("privacy_link"));
    return {};
}

Result<http::Response> show(Visit& visit)
{
    auto const settings = TRY(support::load_support_settings(visit.connection));
    return visit.page("support-words", TRY(page_fields(visit, settings)));
}

Result<http::Response> save(Visit& visit)
{
    auto settings = TRY(support::load_support_settings(visit.connection));
    TRY(take_form(visit, settings));
    auto const saved = act(visit, "support.settings.saved", "words", "", [&]() -> Result<void> {
        // Read again: a colleague may have changed the amounts meanwhile.
        auto now = TRY(support::load_support_settings(visit.connection));
        TRY(take_form(visit, now));
        return support::save_support_settings(visit.connection, now);
    });
    if (saved.ok())
        return visit.redirect(page_path, "saved");
    auto fields = TRY(page_fields(visit, settings));
    auto const wrong = setting_of(saved.error());
    fields.set("wrong", wrong.substr(0, wrong.find('.')));
    return visit.refused("support-words", std::move(fields),
        saved.error().code == ErrorCode::invalid ? invalid("Nothing was saved: see the field below.")
                                                 : saved.error());
}

constexpr Route routes[] = {
    {http::Method::get, page_path, Act::edit_settings, show},
    {http::Method::post, page_path, Act::edit_settings, save},
};

} // namespace

Routes support_word_routes()
{
    return routes;
}

} // namespace broadsheet::admin
