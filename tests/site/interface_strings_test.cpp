// The catalogues of the built-in theme: none may lack what another has, or a form its language needs.
#include "base/file.h"
#include "places.h"
#include "site/strings.h"
#include "support/database.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace broadsheet::site {

namespace {

namespace fs = std::filesystem;
using test::must;

fs::path const theme = fs::path(BROADSHEET_SOURCE_DIR) / "themes/broadsheet";

// The keys of a catalogue, each with its plural forms; none for a plain string.
using Keys = std::map<std::string, std::set<std::string>>;

Keys keys_of(fs::path const& file)
{
    Keys keys;
    auto const document = boost::json::parse(must(read_file(file)));
    for (auto const& [key, value] : document.as_object()) {
        auto& forms = keys[std::string(key)];
        if (auto const* object = value.if_object())
            for (auto const& [category, form] : *object)
                forms.insert(std::string(category));
        else
            EXPECT_FALSE(value.as_string().empty()) << file << ": " << key;
    }
    return keys;
}

std::map<std::string, Keys> catalogues()
{
    std::map<std::string, Keys> result;
    for (auto const& entry : fs::directory_iterator(theme / "locales"))
        result.emplace(entry.path().stem().string(), keys_of(entry.path()));
    return result;
}

// The strings that templates ask for: {{t "..."}} and (t "...").
std::set<std::string> used_keys()
{
    std::set<std::string> keys;
    for (auto const& entry : fs::recursive_directory_iterator(theme)) {
        if (entry.path().extension() != ".hbs")
            continue;
        auto const text = must(read_file(entry.path()));
        for (std::string_view const opening : {"{{t \"", "(t \""})
            for (auto at = text.find(opening); at != text.npos; at = text.find(opening, at)) {
                at += opening.size();
                keys.insert(text.substr(at, text.find('"', at) - at));
            }
    }
    return keys;
}

// The categories that the numbers of a language fall into.
std::set<std::string> categories_of(std::string const& language)
{
    std::set<std::string> categories{"other"}; // of fractions, and the last resort
    for (int number = 0; number < 200; ++number)
        categories.emplace(plural_category(language, number));
    return categories;
}

TEST(InterfaceStrings, AllLanguagesHaveTheSame)
{
    auto const all = catalogues();
    for (auto const* language : {"en", "ru", "ar"})
        ASSERT_TRUE(all.contains(language)) << language;
    for (auto const& [language, keys] : all)
        for (auto const& [key, forms] : all.at("ru"))
            EXPECT_TRUE(keys.contains(key) || (language == "en" && forms.empty())) // its own text
                << language << ": " << key;
    for (auto const& [language, keys] : all)
        for (auto const& [key, forms] : keys)
            EXPECT_TRUE(all.at("ru").contains(key)) << language << " alone has: " << key;
}

TEST(InterfaceStrings, CountsHaveEachFormOfTheirLanguage)
{
    for (auto const& [language, keys] : catalogues())
        for (auto const& [key, forms] : keys)
            EXPECT_TRUE(forms.empty() || forms == categories_of(language)) << language << ": " << key;
}

TEST(InterfaceStrings, WhatTemplatesAskForIsTranslated)
{
    auto const used = used_keys();
    EXPECT_GT(used.size(), 20u);
    auto const all = catalogues();
    for (auto const& key : used)
        EXPECT_TRUE(all.at("ru").contains(key)) << key;
}

} // namespace

} // namespace broadsheet::site
