#include "json_values.h"
#include "places.h"
#include "support/printed_by.h"
#include "templates/template_set.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>

// Compares with npm's handlebars: tests/templates/oracle.mjs renders the same templates.
namespace broadsheet::templates {
namespace {

namespace json = boost::json;

std::string const tests_folder = BROADSHEET_SOURCE_DIR "/tests";

// Returns what the oracle writes.
std::string ask_oracle(std::string const& arguments)
{
    auto command = fmt::format("cd '{0}' && node templates/oracle.mjs {1}", tests_folder, arguments);
    return test::printed_by(command, "the oracle did not run: install node, and run `npm ci` in tests/");
}

Result<std::string> render(json::object const& one)
{
    auto const& partial_texts = one.at("partials").as_object();
    std::vector<Source> partials;
    for (auto const& [name, text] : partial_texts)
        partials.push_back({name, std::string(text.as_string()), {}});
    auto set = TRY(TemplateSet::compile(
        {{"page", std::string(one.at("template").as_string()), {}}}, std::move(partials)));
    return set.render("page", {.root = value_of(one.at("data"))});
}

void compare_with_oracle(std::string const& arguments)
{
    auto answer = ask_oracle(arguments);
    ASSERT_FALSE(answer.empty());
    auto const cases = json::parse(answer);
    for (auto const& value : cases.as_array()) {
        auto const& one = value.as_object();
        auto page = render(one);
        auto const& expected = one.at("expected");
        auto got = page ? json::value(*page) : json::value(nullptr);
        EXPECT_EQ(json::serialize(got), json::serialize(expected))
            << one.at("name") << "\n"
            << json::serialize(one.at("template")) << "\n"
            << (page ? "" : page.error().message);
    }
}

TEST(Oracle, AgreesOnThePagesOfAThemeAuthor)
{
    compare_with_oracle("files cases/templates/oracle");
}

TEST(Oracle, AgreesOnRandomTemplates)
{
    // Another "SEED COUNT" looks further.
    auto const* wanted = std::getenv("BROADSHEET_ORACLE");
    compare_with_oracle(fmt::format("random {}", wanted ? wanted : "1 300"));
}

} // namespace
} // namespace broadsheet::templates
