#include "ast_printer.h"
#include "base/file.h"
#include "json_values.h"
#include "places.h"
#include "spec_helpers.h"
#include "templates/parser.h"
#include "templates/template_set.h"
#include "templates/whitespace.h"

#include <deque>
#include <gtest/gtest.h>
#include <optional>
#include <set>

// Runs the cases of npm's handlebars-spec, which are those of Handlebars' own tests. The few that are left
// out are in cases/templates/left-out.txt, each with its reason.
namespace broadsheet::templates {
namespace {

namespace json = boost::json;

std::string const tests_folder = BROADSHEET_SOURCE_DIR "/tests";

// Why a case failed; nothing if it passed.
using Failure = std::optional<std::string>;

std::string text_at(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

json::object object_at(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_object() ? value->as_object() : json::object();
}

bool has_flag(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_bool() && value->as_bool();
}

// Compares an error's message with the one JavaScript gives: a text, whose " - 1:13" counts columns from 0,
// or a pattern between slashes, which is plain text but for escapes; or true for any.
Failure compare_error(std::string const& message, json::value const& expected)
{
    if (!expected.is_string())
        return {};
    std::string wanted;
    for (char c : std::string_view(expected.as_string())) {
        if (c != '\\')
            wanted += c;
    }
    if (wanted.starts_with('/'))
        wanted = wanted.substr(1, wanted.size() - 2);
    if (auto line = std::string("Parse error on"); wanted.starts_with(line)) {
        auto digits = wanted.find_first_of("0123456789");
        wanted = digits == std::string::npos ? ":" : ":" + wanted.substr(digits) + ":";
    }
    if (auto dash = wanted.rfind(" - "); dash != std::string::npos) {
        auto place = wanted.substr(dash + 3);
        auto colon = place.find(':');
        auto expected_place
            = fmt::format(":{}:{}:", place.substr(0, colon), std::stoi(place.substr(colon + 1)) + 1);
        if (message.find(expected_place) == std::string::npos)
            return fmt::format("expected an error at {}, got: {}", expected_place, message);
        wanted.resize(dash);
    }
    if (message.find(wanted) == std::string::npos)
        return fmt::format("expected the error \"{}\", got: {}", wanted, message);
    return {};
}

Failure compare(Result<std::string> const& result, json::object const& spec_case)
{
    if (auto const* exception = spec_case.if_contains("exception"))
        return result.ok() ? Failure("expected an error, got: " + *result)
                           : compare_error(result.error().message, *exception);
    if (!result)
        return "error: " + result.error().message;
    auto expected = text_at(spec_case, "expected");
    return *result == expected ? Failure()
                               : Failure(fmt::format("expected:\n{}\ngot:\n{}", expected, *result));
}

// Finds the C++ equivalents of the functions of one case.
class Functions {
public:
    Functions(std::string suite, std::string name, int number)
        : suite_(std::move(suite))
        , name_(std::move(name))
        , number_(number)
        , all_(spec_functions())
    {
    }

    Helper const* find(std::string_view function)
    {
        auto general = fmt::format("{}/{}", suite_, function);
        auto special = fmt::format("{}: {}", general, name_);
        for (auto const& key : {fmt::format("{} #{}", special, number_), special, general}) {
            if (auto found = all_.find(key); found != all_.end())
                return &found->second;
        }
        missing_ += missing_.empty() ? "no C++ equivalent of " + general : ", " + general;
        return nullptr;
    }

    Value value(std::string_view function)
    {
        auto const* found = find(function);
        return found ? Value::borrow(*found) : Value();
    }

    // A partial that is a function is re-expressed as a template.
    std::string partial(std::string_view function)
    {
        if (suite_ == "partials" && function == "dude")
            return "{{name}} ({{url}}) ";
        if (suite_ == "partials" && function == "myPartial")
            return "fail";
        find(function);
        return {};
    }

    std::string const& missing() const { return missing_; }

private:
    std::string suite_;
    std::string name_;
    int number_;
    std::map<std::string, Helper, std::less<>> all_;
    std::string missing_;
};

Options options_of(json::object const& flags)
{
    Options options;
    options.strict = has_flag(flags, "strict");
    options.assume_objects = has_flag(flags, "assumeObjects");
    options.compat = has_flag(flags, "compat");
    options.ignore_standalone = has_flag(flags, "ignoreStandalone");
    options.prevent_indent = has_flag(flags, "preventIndent");
    options.explicit_partial_context = has_flag(flags, "explicitPartialContext");
    return options;
}

Failure run_render_case(json::object const& spec_case, Functions& functions)
{
    Helpers helpers;
    auto const given_helpers = object_at(spec_case, "helpers");
    for (auto const& [name, function] : given_helpers) {
        bool is_javascript = function.is_object() && function.as_object().contains("javascript");
        if (!is_javascript)
            continue;
        if (auto const* helper = functions.find(name))
            helpers.add(name, *helper);
    }
    std::vector<Source> partials;
    auto const given_partials = object_at(spec_case, "partials");
    for (auto const& [name, source] : given_partials) {
        auto text = source.is_string() ? std::string(source.as_string()) : functions.partial(name);
        partials.push_back({name, std::move(text), {}});
    }
    auto const decorators = object_at(spec_case, "decorators");
    for (auto const& [name, function] : decorators)
        functions.find(name);

    auto const* root = spec_case.if_contains("data");
    auto function_of = [&](std::string_view name) { return functions.value(name); };
    RenderContext context{.root = root ? value_of(*root, function_of) : Value()};
    auto data = value_of(object_at(object_at(spec_case, "runtimeOptions"), "data"), function_of);
    context.data = data.object();
    if (!functions.missing().empty())
        return functions.missing();

    auto set = TemplateSet::compile({{"page", text_at(spec_case, "template"), {}}}, std::move(partials),
        std::move(helpers), options_of(object_at(spec_case, "compileOptions")));
    return compare(set ? set->render("page", context) : Result<std::string>(set.error()), spec_case);
}

Failure run_parser_case(json::object const& spec_case)
{
    auto source = text_at(spec_case, "template");
    TextStore texts;
    auto tree = parse("page", source, texts);
    if (!tree)
        return compare(tree.error(), spec_case);
    control_whitespace(*tree, false);
    return compare(AstPrinter().print(*tree), spec_case);
}

Failure run_tokenizer_case(json::object const& spec_case)
{
    auto source = text_at(spec_case, "template");
    TextStore texts;
    std::string got;
    for (auto const& token : tokenize(source, texts)) {
        if (token.kind != TokenKind::end && token.kind != TokenKind::invalid)
            got += fmt::format("{} [{}] ", name_of(token.kind), token.text);
    }
    std::string expected;
    for (auto const& token : spec_case.at("expected").as_array())
        expected += fmt::format(
            "{} [{}] ", text_at(token.as_object(), "name"), text_at(token.as_object(), "text"));
    return got == expected ? Failure() : Failure(fmt::format("expected:\n{}\ngot:\n{}", expected, got));
}

// The cases left out: "suite: name #n | reason", the number only if it is not 1.
std::set<std::string> read_left_out()
{
    std::set<std::string> names;
    auto text = read_file(tests_folder + "/cases/templates/left-out.txt");
    EXPECT_TRUE(text.ok());
    for (std::size_t at = 0; text.ok() && at < text->size();) {
        auto end = std::min(text->find('\n', at), text->size());
        auto line = text->substr(at, end - at);
        if (auto bar = line.find(" | "); bar != std::string::npos && !line.starts_with("#"))
            names.insert(line.substr(0, bar));
        at = end + 1;
    }
    return names;
}

class Spec : public testing::TestWithParam<char const*> { };

TEST_P(Spec, Passes)
{
    std::string suite = GetParam();
    auto text = read_file(fmt::format("{}/node_modules/handlebars-spec/spec/{}.json", tests_folder, suite));
    ASSERT_TRUE(text.ok()) << "handlebars-spec is not installed: run `npm ci` in tests/";
    auto left_out = read_left_out();
    std::map<std::string, int> numbers;
    auto const cases = json::parse(*text);
    for (auto const& value : cases.as_array()) {
        auto const& spec_case = value.as_object();
        auto name = text_at(spec_case, "it");
        auto number = ++numbers[name];
        auto id = fmt::format("{}: {}", suite, name) + (number > 1 ? fmt::format(" #{}", number) : "");
        Functions functions(suite, name, number);
        auto failure = suite == "tokenizer" ? run_tokenizer_case(spec_case)
            : suite == "parser"             ? run_parser_case(spec_case)
                                            : run_render_case(spec_case, functions);
        if (left_out.erase(id) > 0)
            EXPECT_TRUE(failure) << id << " passes now: take it off cases/templates/left-out.txt";
        else
            EXPECT_FALSE(failure) << id << "\n" << json::serialize(value) << "\n" << *failure;
    }
    for (auto const& id : left_out)
        EXPECT_FALSE(id.starts_with(suite + ":")) << id << " is left out, but there is no such case";
}

INSTANTIATE_TEST_SUITE_P(Handlebars, Spec,
    testing::Values("basic", "blocks", "builtins", "data", "helpers", "parser", "partials", "regressions",
        "strict", "string-params", "subexpressions", "tokenizer", "track-ids", "whitespace-control"),
    [](auto const& suite) {
        std::string name = suite.param;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

} // namespace
} // namespace broadsheet::templates
