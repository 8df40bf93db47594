#include "support/settings.h"

#include "base/utf8.h"
#include "support/json.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

namespace json = boost::json;

constexpr std::string_view offer_key = "offer";
constexpr std::string_view words_key = "words";
constexpr std::string_view link_secret_key = "link_secret";

std::string provider_key(ProviderKind const& kind)
{
    return fmt::format("provider.{}", kind.name);
}

json::object as_json(SupportSettings::Texts const& texts)
{
    json::object object;
    for (auto const& [language, text] : texts)
        object[language] = text;
    return object;
}

SupportSettings::Texts texts_from(json::value const& value, std::string_view pointer)
{
    SupportSettings::Texts texts;
    auto const* found = value_at(value, pointer);
    if (auto const* object = found ? found->if_object() : nullptr)
        for (auto const& [language, text] : *object)
            if (text.is_string())
                texts.emplace(language, json::value_to<std::string>(text));
    return texts;
}

Result<void> check_texts(std::string_view name, SupportSettings::Texts const& texts)
{
    for (auto const& [language, text] : texts)
        if (text.size() > SupportSettings::longest_text || !is_valid_utf8(text))
            return invalid(fmt::format(
                "{}.{}: at most {} bytes of UTF-8", name, language, SupportSettings::longest_text));
    return {};
}

} // namespace

std::string SupportSettings::text_in(
    Texts const& texts, std::string_view language, std::string_view first_language) const
{
    auto found = texts.find(language);
    if (found == texts.end() || found->second.empty())
        found = texts.find(first_language);
    return found == texts.end() ? std::string() : found->second;
}

Result<std::string> load_support_value(db::Connection& connection, std::string_view key)
{
    auto rows = TRY(connection.query("SELECT value FROM support_settings WHERE key = $1", {key}));
    return TRY(rows.next()) ? rows.string(0) : std::string();
}

Result<void> save_support_value(db::Connection& connection, std::string_view key, std::string_view value)
{
    TRY(connection.execute("INSERT INTO support_settings (key, value) VALUES ($1, $2) "
                           "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {key, value}));
    return {};
}

Result<SupportSettings> load_support_settings(db::Connection& connection)
{
    SupportSettings settings;
    if (auto const offer = TRY(load_support_value(connection, offer_key)); !offer.empty())
        settings.offer = TRY(offer_from_json(offer));
    if (auto const words = TRY(load_support_value(connection, words_key)); !words.empty()) {
        auto const value = TRY(parse_json(words));
        settings.risk_notice = texts_from(value, "/risk_notice");
        settings.privacy = texts_from(value, "/privacy");
        settings.privacy_link = string_at(value, "/privacy_link");
    }
    return settings;
}

Result<void> save_support_settings(db::Connection& connection, SupportSettings const& settings)
{
    TRY(settings.offer.check());
    TRY(check_texts("risk_notice", settings.risk_notice));
    TRY(check_texts("privacy", settings.privacy));
    bool const is_link = settings.privacy_link.empty() || settings.privacy_link.starts_with('/')
        || settings.privacy_link.starts_with("https://");
    if (!is_link || settings.privacy_link.size() > 500 || settings.privacy_link.starts_with("//")
        || !is_valid_utf8(settings.privacy_link))
        return invalid("privacy_link: a path of the newspaper (/privacy/) or an https:// address");
    TRY(save_support_value(connection, offer_key, to_json(settings.offer)));
    json::object const words{{"risk_notice", as_json(settings.risk_notice)},
        {"privacy", as_json(settings.privacy)}, {"privacy_link", settings.privacy_link}};
    return save_support_value(connection, words_key, json::serialize(words));
}

Result<ProviderSetup> load_provider_setup(db::Connection& connection, ProviderKind const& kind)
{
    ProviderSetup setup;
    for (auto const& field : kind.fields)
        setup.values.emplace(field.name, field.initial);
    auto const text = TRY(load_support_value(connection, provider_key(kind)));
    if (text.empty())
        return setup;
    auto const value = TRY(parse_json(text));
    setup.is_on = is_true_at(value, "/on");
    for (auto const& field : kind.fields)
        if (auto const* found = value_at(value, fmt::format("/values/{}", field.name)))
            setup.values.insert_or_assign(std::string(field.name), string_at(*found, ""));
    return setup;
}

Result<void> save_provider_setup(db::Connection& connection, ProviderKind const& kind, ProviderSetup setup)
{
    json::object values;
    for (auto const& field : kind.fields) {
        auto const& value = setup.values[std::string(field.name)];
        if (value.size() > SupportSettings::longest_text || !is_valid_utf8(value))
            return invalid(fmt::format("{}: too long, or no UTF-8", field.name));
        values[field.name] = value;
    }
    json::object const saved{{"on", setup.is_on}, {"values", std::move(values)}};
    return save_support_value(connection, provider_key(kind), json::serialize(saved));
}

Result<void> check_provider_setup(
    ProviderTools const& tools, ProviderKind const& kind, ProviderSetup const& setup)
{
    if (!setup.is_on)
        return {};
    TRY(kind.make(tools, setup.values));
    return {};
}

Result<std::string> load_link_secret(db::Connection& connection)
{
    return load_support_value(connection, link_secret_key);
}

Result<std::string> make_link_secret(db::Connection& connection, Random& random)
{
    auto secret = TRY(load_link_secret(connection));
    if (secret.empty()) {
        secret = random.hex(32);
        TRY(save_support_value(connection, link_secret_key, secret));
    }
    return secret;
}

} // namespace broadsheet::support
