#include "templates/collections.h"
#include "templates/template_set.h"

#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

namespace broadsheet::templates {
namespace {

struct Case {
    Value root = {};
    std::vector<Source> templates = {};
    std::vector<Source> partials = {};
    Helpers helpers = {};
    Options options = {};
    RenderLimits limits = {};
    Object const* data = nullptr;
};

Result<std::string> render(std::string text, Case other = {})
{
    other.templates.push_back({"page", std::move(text), "page.hbs"});
    auto set = TRY(TemplateSet::compile(
        std::move(other.templates), std::move(other.partials), std::move(other.helpers), other.options));
    return set.render("page", {.root = other.root, .data = other.data, .limits = other.limits});
}

std::string outcome(Result<std::string> const& result)
{
    return result ? *result : "error: " + result.error().message;
}

// A list that goes on for ever, as far as a template can tell.
class Naturals final : public List {
public:
    std::size_t size() const override { return std::size_t{1} << 60; }
    Value at(std::size_t index) const override { return index; }
};

// An object each of whose fields is such an object again.
class Bottomless final : public Object {
public:
    Value get(Key) const override { return Value::make<Bottomless>(); }
    std::vector<std::string_view> keys() const override { return {"a", "b"}; }
};

struct Article {
    std::string title;
    mutable int urls_made = 0;
};

Fields<Article> const& article_fields()
{
    static Fields<Article> const fields{
        {"title", [](Article const& article) { return Value::borrow(article.title); }},
        {"url",
            [](Article const& article) {
                ++article.urls_made;
                return Value("/" + article.title + "/");
            }},
    };
    return fields;
}

TEST(Render, ComputesTheFieldsATemplateReadsAndNoOther)
{
    Article article{"seeds"};
    auto root = View<Article>::of(article, article_fields());
    EXPECT_EQ(outcome(render("{{title}} {{nothing}}", {.root = root})), "seeds ");
    EXPECT_EQ(article.urls_made, 0);
    EXPECT_EQ(
        outcome(render("{{url}} {{#each this}}{{@key}} {{/each}}", {.root = root})), "/seeds/ title url ");
    EXPECT_EQ(article.urls_made, 2);
}

TEST(Render, PutsATemplateInsideItsLayouts)
{
    std::vector<Source> layouts{
        {"default", "{{!< frame}}<main>{{{body}}}</main>{{title}}", {}},
        {"frame", "<html>{{{body}}}{{@root.title}}</html>\n", {}},
    };
    auto root = Value::make<Map>(Map{{"title", "A & B"}});
    EXPECT_EQ(outcome(render("{{!< default}}\n<p>{{title}}</p>", {.root = root, .templates = layouts})),
        "<html><main><p>A &amp; B</p></main>A &amp; BA &amp; B</html>\n");
}

TEST(Render, NamesTheMissingLayoutAndTheTemplateThatWantsIt)
{
    EXPECT_EQ(outcome(render("\n {{!<  none }}")),
        "error: page.hbs:2:8: there is no template 'none' for this layout");
}

TEST(Render, LetsHelpersReadEverythingACallHas)
{
    Helpers helpers;
    helpers.add("show", [](Call const& call) -> Result<Value> {
        return Value(fmt::format("{} {} {} {} {} {}", call.name(), call.size(), call[0].text(),
            call.hash("b"_key).text(), call.context().get("x"_key).text(), call.data("site"_key).text()));
    });
    Map data{{"site", "Gazette"}};
    EXPECT_EQ(outcome(render("{{show 1 2 b=\"<\"}}",
                  {.root = Value::make<Map>(Map{{"x", 7}}), .helpers = helpers, .data = &data})),
        "show 2 1 &lt; 7 Gazette");
}

TEST(Render, HandsTheCallersObjectToHelpers)
{
    Helpers helpers;
    helpers.add("count", [](Call const& call) -> Result<Value> { return ++call.user<int>(); });
    auto set = TemplateSet::compile({{"page", "{{count}}{{count}}", {}}}, {}, std::move(helpers));
    int counter = 40;
    EXPECT_EQ(outcome(set->render("page", {.root = {}, .user = &counter})), "4142");
}

TEST(Render, RunsPartialsForHelpers)
{
    Helpers helpers;
    helpers.add("menu", [](Call const& call) -> Result<Value> {
        return call.partial(call.has_partial("menu") ? "menu" : "none", call[0]);
    });
    EXPECT_EQ(
        outcome(render("{{menu \"<\"}}", {.partials = {{"menu", "[{{this}}]", {}}}, .helpers = helpers})),
        "[&lt;]");
    EXPECT_EQ(outcome(render("{{menu 1}}", {.helpers = helpers})),
        "error: page.hbs:1:3: The partial none could not be found");
}

TEST(Render, GivesAHelpersErrorTheInnermostPlace)
{
    Helpers helpers;
    helpers.add("fail", [](Call const&) -> Result<Value> { return invalid("the date is missing"); });
    EXPECT_EQ(outcome(render("{{#if true}}\n{{> inner}}{{/if}}",
                  {.partials = {{"inner", "ä {{fail}}", "partials/inner.hbs"}}, .helpers = helpers})),
        "error: partials/inner.hbs:1:6: the date is missing");
}

TEST(Render, KeepsWhatAHelperReturnsAsLongAsItIsUsed)
{
    Helpers helpers;
    helpers.add("make", [](Call const&) -> Result<Value> {
        return Value::make<Map>(
            Map{{"list", Value::make<Array>(std::vector<Value>{std::string("one"), "two"})}});
    });
    EXPECT_EQ(outcome(render("{{#with (make)}}{{#each list}}{{this}}{{../list.length}} {{/each}}{{/with}}",
                  {.helpers = helpers})),
        "one2 two2 ");
}

TEST(Render, RendersTheSameSetInManyThreads)
{
    auto set = TemplateSet::compile(
        {{"page", "{{#each list}}{{> item n=this}}{{/each}}", {}}}, {{"item", "<{{n}}>", {}}});
    auto root = Value::make<Map>(Map{{"list", Value::make<Array>(std::vector<Value>{1, 2, 3})}});
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round)
                wrong += outcome(set->render("page", {.root = root})) != "<1><2><3>";
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(wrong, 0);
}

struct Refused {
    std::string text;
    std::string message;
};

TEST(Render, RefusesMistakesAndSaysWhereAndWhatToDo)
{
    for (auto const& [text, message] :
        std::vector<Refused>{
            {"a\n{{#if x}}", "page.hbs:2:10: the template ends inside a tag or block; close it"},
            {"{{#if x}}{{/each}}",
                "page.hbs:1:4: if doesn't match each: close the blocks in the order they were opened"},
            {"x{{/if}}", "page.hbs:1:2: this closes a block that is not open"},
            {"{{else}}", "page.hbs:1:1: this else belongs to no block"},
            {"{{#if x}}{{else}}{{else}}{{/if}}", "page.hbs:1:18: this else belongs to no block"},
            {"{{a b=}}", "page.hbs:1:7: '}}' cannot stand here; check the braces and quotes of this tag"},
            {"{{\"a}}", "page.hbs:1:3: '\"' cannot stand here; check the braces and quotes of this tag"},
            {"{{a/../b}}", "page.hbs:1:3: Invalid path: a/..: '..' can only stand at its start"},
            {"{{> a b c}}",
                "page.hbs:1:1: Unsupported number of partial arguments: 2: a partial takes one context, and "
                "key=value"},
            {"{{#*other}}{{/other}}",
                "page.hbs:1:1: Missing decorator: \"other\": the only one is {{#*inline \"name\"}}"},
            {"{{#*inline}}{{/inline}}", "page.hbs:1:1: #*inline takes one argument, the name of the partial"},
            {std::string("a\0b", 3), "page.hbs:1:2: a template cannot hold a NUL byte; remove it"},
            {"{{nope 1}}", "page.hbs:1:3: Missing helper: \"nope\": check its spelling"},
            {"{{if x}}", "page.hbs:1:3: if is a block: write {{#if …}}…{{/if}}"},
            {"{{#with}}{{/with}}", "page.hbs:1:4: #with requires exactly one argument"},
            {"{{> nope}}", "page.hbs:1:1: The partial nope could not be found: check its name"},
        })
        EXPECT_EQ(outcome(render(text)), "error: " + message) << text;
}

TEST(Render, RefusesAnUnknownTemplateAndASecondOfTheSameName)
{
    auto set = TemplateSet::compile({{"page", "", {}}}, {});
    EXPECT_EQ(outcome(set->render("other", {})), "error: there is no template 'other'");
    EXPECT_EQ(TemplateSet::compile({{"a", "", {}}, {"a", "", {}}}, {}).error().message,
        "there are two templates named 'a'; remove one");
}

std::string repeated(std::string_view text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

TEST(Limits, OfTheSource)
{
    EXPECT_EQ(outcome(render("123456", {.options = {.limits = {.size = 5}}})),
        "error: page.hbs: the template has 6 bytes; the limit is 5");
}

TEST(Limits, OfNesting)
{
    auto blocks = [](int depth) { return repeated("{{#if a}}", depth) + repeated("{{/if}}", depth); };
    EXPECT_TRUE(render(blocks(100)).ok());
    EXPECT_EQ(outcome(render(blocks(101))), "error: page.hbs:1:910: nested deeper than the limit of 100");
    auto calls = [](int depth) {
        return "{{lookup " + repeated("(lookup ", depth) + repeated(" 1)", depth) + " 1}}";
    };
    EXPECT_FALSE(render(calls(50)).error().message.find("nested deeper") != std::string::npos);
    EXPECT_NE(outcome(render(calls(10'000))).find("nested deeper than the limit of 100"), std::string::npos);
    auto chain = "{{#if a}}" + repeated("{{else if b}}", 100'000) + "{{/if}}";
    EXPECT_NE(outcome(render(chain, {.options = {.limits = {.size = 1 << 22}}})).find("nested deeper"),
        std::string::npos);
}

TEST(Limits, OfArguments)
{
    EXPECT_EQ(outcome(render("{{lookup" + repeated(" a", 101) + "}}")),
        "error: page.hbs:1:211: more than 100 arguments");
    EXPECT_EQ(outcome(render("{{lookup" + repeated(" a=b", 101) + "}}")),
        "error: page.hbs:1:413: more than 100 arguments");
    EXPECT_EQ(outcome(render("{{#if a as |" + repeated("x ", 101) + "|}}{{/if}}")),
        "error: page.hbs:1:215: more than 100 arguments");
}

TEST(Limits, OfDepth)
{
    std::vector<Source> partials{{"self", "{{> self}}", "self.hbs"}};
    EXPECT_NE(outcome(render("{{> self}}", {.partials = partials})).find("does a partial include itself?"),
        std::string::npos);
    std::vector<Source> layouts{{"loop", "{{!< loop}}", {}}};
    EXPECT_FALSE(render("{{!< loop}}", {.templates = layouts}).ok());
    EXPECT_FALSE(render("{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}").ok());
    EXPECT_FALSE(render("{{#> slot}}{{> slot}}{{/slot}}",
        {.partials = {{"slot", "{{> @partial-block}}{{> slot}}",
             {}}}}).ok());
    auto bottomless = Value::make<Bottomless>();
    EXPECT_FALSE(render(
        "{{> walk}}", {.root = bottomless, .partials = {{"walk", "{{#each this}}{{> walk}}{{/each}}", {}}}})
                     .ok());
}

TEST(Limits, OfSteps)
{
    auto naturals = Value::make<Naturals>();
    EXPECT_EQ(outcome(render("{{#each this}}{{/each}}", {.root = naturals})),
        "error: page.hbs:1:1: this page takes more than 2000000 steps");
    auto path = "{{#each this}}{{a" + repeated(".a", 1000) + "}}{{/each}}";
    EXPECT_EQ(outcome(render(path, {.root = naturals, .limits = {.steps = 5000}})),
        "error: page.hbs:1:17: this page takes more than 5000 steps");
}

TEST(Limits, OfTheOutput)
{
    auto naturals = Value::make<Naturals>();
    RenderLimits limits{.output_size = 1000};
    EXPECT_EQ(outcome(render("{{#each this}}line\n{{/each}}", {.root = naturals, .limits = limits})),
        "error: page.hbs:1:1: this page is larger than the limit of 1000 bytes");
    EXPECT_FALSE(render("{{this}}.", {.root = naturals, .limits = limits}).ok());
    EXPECT_FALSE(render("{{{this}}}.", {.root = naturals, .limits = limits}).ok());
}

TEST(Limits, OfWhatHelpersReturn)
{
    Helpers helpers;
    helpers.add(
        "twice", [](Call const& call) -> Result<Value> { return Value(call[0].text() + call[0].text()); });
    std::vector<Source> partials{{"grow", "{{> grow x=(twice x)}}", "grow.hbs"}};
    EXPECT_EQ(outcome(render("{{> grow x=\"ab\"}}",
                  {.partials = partials, .helpers = helpers, .limits = {.output_size = 1000}})),
        "error: grow.hbs:1:13: 'twice' returned more than the limit of 1000 bytes");
}

} // namespace
} // namespace broadsheet::templates
