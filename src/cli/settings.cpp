// The newspaper's own settings, shown and changed. The server's are flags and broadsheet.toml.
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_site.h"
#include "newsroom/settings_values.h"
#include "site/theme_trial.h"
#include "staff/audit_log.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <iterator>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using newsroom::Settings;
using Words = std::vector<std::string>;

// "title.ru" is the setting "title" in the language "ru"; without a language it is that of all.
struct Name {
    std::string setting;
    std::string language;
};

Name parse_name(std::string_view text)
{
    auto const dot = text.find('.');
    if (dot == std::string_view::npos)
        return {std::string(text), {}};
    return {std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

// How each kind of setting is written in lines of text.
void append_text(std::string& out, std::string_view name, std::string const& value)
{
    fmt::format_to(std::back_inserter(out), "{} = {}\n", name, value);
}

void append_text(std::string& out, std::string_view name, std::int64_t value)
{
    fmt::format_to(std::back_inserter(out), "{} = {}\n", name, value);
}

void append_text(std::string& out, std::string_view name, Words const& words)
{
    fmt::format_to(std::back_inserter(out), "{} = {}\n", name, fmt::join(words, " "));
}

void append_text(std::string& out, std::string_view name, Settings::Texts const& texts)
{
    if (texts.empty())
        append_text(out, name, std::string());
    for (auto const& [language, text] : texts)
        fmt::format_to(std::back_inserter(out), "{}.{} = {}\n", name, language, text);
}

void append_text(std::string& out, std::string_view name, Settings::Navigation const& navigation)
{
    if (navigation.empty())
        append_text(out, name, std::string());
    for (auto const& [language, items] : navigation) {
        fmt::format_to(std::back_inserter(out), "{}.{} =", name, language);
        for (auto const& item : items)
            fmt::format_to(std::back_inserter(out), " \"{}={}\"", item.label, item.url);
        out += '\n';
    }
}

// How each kind of setting is read from the words of the command line.
Result<std::string> only_word(Words const& words)
{
    if (words.size() != 1)
        return invalid("it takes one value; put it in quotation marks");
    return words.front();
}

Result<void> refuse_language(std::string const& language)
{
    if (!language.empty())
        return invalid("it has no languages: name it alone");
    return {};
}

Result<void> set(std::string& member, std::string const& language, Words const& words, Settings const&)
{
    TRY(refuse_language(language));
    member = TRY(only_word(words));
    return {};
}

Result<void> set(std::int64_t& member, std::string const& language, Words const& words, Settings const&)
{
    TRY(refuse_language(language));
    auto const word = TRY(only_word(words));
    auto const* const end = word.data() + word.size();
    if (auto const [stop, failed] = std::from_chars(word.data(), end, member);
        failed != std::errc() || stop != end)
        return invalid(fmt::format("\"{}\" is no number", word));
    return {};
}

Result<void> set(Words& member, std::string const& language, Words const& words, Settings const&)
{
    TRY(refuse_language(language));
    member = words;
    return {};
}

Result<std::vector<newsroom::NavigationItem>> items_of(Words const& words)
{
    std::vector<newsroom::NavigationItem> items;
    for (auto const& word : words) {
        auto const sign = word.find('=');
        if (sign == word.npos && !word.empty())
            return invalid(fmt::format("\"{}\" is not written like \"About=/about/\"", word));
        if (sign != word.npos)
            items.push_back({word.substr(0, sign), word.substr(sign + 1)});
    }
    return items;
}

template <typename Value>
void set_languages(std::map<std::string, Value, std::less<>>& member, std::string const& language,
    Value const& value, Settings const& settings)
{
    auto const languages = language.empty() ? settings.languages : Words{language};
    for (auto const& each : languages) {
        if (value.empty())
            member.erase(each);
        else
            member[each] = value;
    }
}

Result<void> set(
    Settings::Texts& member, std::string const& language, Words const& words, Settings const& settings)
{
    set_languages(member, language, TRY(only_word(words)), settings);
    return {};
}

Result<void> set(
    Settings::Navigation& member, std::string const& language, Words const& words, Settings const& settings)
{
    set_languages(member, language, TRY(items_of(words)), settings);
    return {};
}

Error no_such_setting(std::string_view name)
{
    return not_found(fmt::format("there is no setting \"{}\": `broadsheet settings` lists them", name));
}

Result<void> change_by_json(Settings& settings, Name const& name, Words const& words)
{
    auto const former = newsroom::to_values(settings);
    auto const known = former.find(name.setting);
    if (known == former.end() || !name.language.empty())
        return no_such_setting(name.setting);
    // CLI11 takes an array apart at its commas.
    auto const text
        = known->second.starts_with('[') ? fmt::format("[{}]", fmt::join(words, ",")) : TRY(only_word(words));
    if (!newsroom::read_value(settings, name.setting, text))
        return invalid(fmt::format(
            "{0}: the value is not of the form that `broadsheet --json settings {0}` shows", name.setting));
    return {};
}

Result<void> change(Settings& settings, Name const& name, Words const& words, bool is_json)
{
    if (is_json)
        return change_by_json(settings, name, words);
    Result<void> outcome = no_such_setting(name.setting);
    auto const languages_of = settings;
    newsroom::for_each_setting(settings, [&](std::string_view key, auto& member) {
        if (key == name.setting)
            outcome = set(member, name.language, words, languages_of);
    });
    if (!outcome && outcome.error().code == ErrorCode::invalid)
        return std::move(outcome).error().within(name.setting);
    return outcome;
}

// What the newsroom does not look at: a language that is the newspaper's, a theme that loads.
Result<void> check(
    Context const& context, Newspaper& newspaper, Settings const& settings, Name const& name)
{
    TRY(newsroom::check_chosen_settings(settings));
    if (!name.language.empty()
        && std::ranges::find(settings.languages, name.language) == settings.languages.end())
        return invalid(fmt::format("{}: \"{}\" is no language of the newspaper; they are {}", name.setting,
            name.language, fmt::join(settings.languages, ", ")));
    if (name.setting != "theme")
        return {};
    auto theme = TRY(load_usable_theme(context, settings.theme));
    site::Site const site(*newspaper.database, context.clock, theme);
    return site::try_theme(site, theme);
}

Result<std::string> shown(Settings const& settings, Name const& name, bool is_json)
{
    std::string text;
    json::object object;
    for (auto const& [key, value] : newsroom::to_values(settings)) {
        if (name.setting.empty() || key == name.setting)
            object.emplace(key, json::parse(value));
    }
    if (object.empty())
        return no_such_setting(name.setting);
    if (is_json && !name.language.empty())
        return invalid(fmt::format("with --json, name the whole setting: {}", name.setting));
    if (is_json)
        return json::serialize(name.setting.empty() ? json::value(object) : object.begin()->value()) + "\n";
    newsroom::for_each_setting(settings, [&](std::string_view key, auto const& member) {
        if (name.setting.empty() || key == name.setting)
            append_text(text, key, member);
    });
    if (name.language.empty())
        return text;
    auto const start = text.find(fmt::format("{}.{} =", name.setting, name.language));
    if (start == text.npos)
        return not_found(fmt::format("{} has no text in \"{}\"", name.setting, name.language));
    return text.substr(start, text.find('\n', start) + 1 - start);
}

Result<void> tell_hidden_articles(db::Connection& connection, Settings const& settings)
{
    for (auto const& [language, count] : TRY(newsroom::count_hidden_articles(connection, settings)))
        fmt::print(stderr,
            "broadsheet: {} published articles are in \"{}\", which is no language of the newspaper now: "
            "readers do not see them\n",
            count, language);
    return {};
}

} // namespace

Result<ExitCode> settings(Context const& context, SettingsOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const name = parse_name(options.name);
    if (options.values.empty()) {
        auto const now = TRY(newsroom::load_settings(*connection));
        fmt::print("{}", TRY(shown(now, name, context.options.json)));
        return done;
    }
    auto const before = TRY(newsroom::current_edition(*connection));
    Settings changed;
    auto make_change = [&](newsroom::Change& unit) -> Result<void> {
        auto const former = TRY(newsroom::load_settings(unit.connection()));
        changed = former;
        TRY(change(changed, name, options.values, context.options.json));
        TRY(check(context, newspaper, changed, name));
        TRY(newsroom::save_settings(unit, changed));
        if (changed == former)
            return {};
        return staff::AuditLog(unit.connection(), context.clock)
            .add(nullptr, "settings.saved", "", name.setting);
    };
    TRY(newsroom::change(*connection, context.clock, context.random, make_change));
    auto const edition = TRY(newsroom::current_edition(*connection));
    auto const now = shown(changed, name, context.options.json);
    fmt::print("{}", now ? *now : fmt::format("{}.{} is empty.\n", name.setting, name.language));
    if (name.setting == "languages")
        TRY(tell_hidden_articles(*connection, changed));
    if (context.options.json)
        return done;
    if (edition == before)
        fmt::print("It was so before.\n");
    else
        fmt::print("Edition {} shows it.\n", edition);
    return done;
}

} // namespace broadsheet::cli
