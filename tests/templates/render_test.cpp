#include "templates/collections.h"
#include "templates/template_set.h"

#include <gtest/gtest.h>

namespace broadsheet::templates {
namespace {

Result<std::string> render(
    std::string text, Value root, std::vector<Source> partials = {}, Helpers helpers = {})
{
    auto set = TRY(TemplateSet::compile(
        {{"page", std::move(text), "page.hbs"}}, std::move(partials), std::move(helpers)));
    return set.render("page", {.root = std::move(root)});
}

TEST(Render, WritesFieldsEscaped)
{
    auto page
        = render("<h1>{{title}}</h1>{{{body}}}", Value::make<Map>(Map{{"title", "A & B"}, {"body", "<p>"}}));
    ASSERT_TRUE(page.ok()) << page.error().message;
    EXPECT_EQ(*page, "<h1>A &amp; B</h1><p>");
}

} // namespace
} // namespace broadsheet::templates
