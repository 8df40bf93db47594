#pragma once

#include "templates/collections.h"
#include "templates/helper.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <string>

namespace broadsheet::templates {

// The C++ equivalents of the JavaScript functions that handlebars-spec passes to its cases.

// Returns text as JavaScript's + would join it.
inline std::string joined_text(Value const& value)
{
    if (value.is_nothing())
        return value.is_undefined() ? "undefined" : "null";
    return value.text();
}

// Returns what one {placeholder} of says() stands for.
inline Result<std::string> placeholder(Call const& call, std::string_view name)
{
    auto field = [&](std::string_view prefix) { return Key(name.substr(prefix.size())); };
    if (name.size() == 1 && name[0] >= '0' && name[0] <= '9')
        return joined_text(call[static_cast<std::size_t>(name[0] - '0')]);
    if (name == "name")
        return std::string(call.name());
    if (name == "fn")
        return call.captured(call.context());
    if (name == "fn 0")
        return call.captured(call[0]);
    if (name.starts_with("this."))
        return joined_text(call.context().get(field("this.")));
    if (name.starts_with("hash."))
        return joined_text(call.hash(field("hash.")));
    if (name.starts_with("data."))
        return joined_text(call.data(field("data.")));
    return invalid(fmt::format("there is no placeholder {}", name));
}

// A helper that returns a text in which {0} is an argument, {this.x} a field, {hash.x}, {data.x}, {name},
// {fn} its block and {fn 0} its block with the first argument as context.
inline Helper says(std::string_view pattern)
{
    return [pattern](Call const& call) -> Result<Value> {
        std::string text;
        for (auto rest = pattern; !rest.empty();) {
            auto open = std::min(rest.find('{'), rest.size());
            text += rest.substr(0, open);
            rest.remove_prefix(open);
            if (rest.empty())
                break;
            auto close = rest.find('}');
            text += TRY(placeholder(call, rest.substr(1, close - 1)));
            rest.remove_prefix(close + 1);
        }
        return Value(std::move(text));
    };
}

inline Helper returns(Value value)
{
    return [value](Call const&) -> Result<Value> { return value; };
}

// A helper that runs its block with a context, @data and block parameters of its own.
inline Helper runs_block(Value context, std::vector<Variable> data = {}, std::vector<Value> params = {})
{
    return [=](Call const& call) -> Result<Value> {
        TRY(call.fn(context, {.data = data, .params = params}));
        return Value();
    };
}

inline Value upper_case(Value const& value)
{
    auto text = value.text();
    std::transform(
        text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
    return Value(std::move(text));
}

inline Result<Value> run_block(Call const& call)
{
    TRY(call.fn(call.context()));
    return Value();
}

inline Result<Value> run_block_with_argument(Call const& call)
{
    TRY(call.fn(call[0]));
    return Value();
}

inline Result<Value> first_argument(Call const& call)
{
    return call[0];
}

inline Result<Value> twice(Call const& call)
{
    return Value(call[0].text() + call[0].text());
}

inline Result<Value> equal(Call const& call)
{
    return Value(call[0].is_same(call[1]));
}

inline Result<Value> let(Call const& call)
{
    TRY(call.fn(call.context(), {.data = call.hash()}));
    return Value();
}

inline Result<Value> deeper(Call const& call)
{
    std::array data{Variable{"depth"_key, call.data("depth"_key).number() + 1}};
    TRY(call.fn(call.context(), {.data = data}));
    return Value();
}

inline Result<Value> list(Call const& call)
{
    auto const& people = *call[0].list();
    call.write(people.size() > 0 ? "<ul>" : "<p>");
    for (std::size_t i = 0; i < people.size(); ++i) {
        call.write("<li>");
        TRY(call.fn(people.at(i)));
        call.write("</li>");
    }
    if (people.size() == 0)
        TRY(call.inverse(call.context()));
    call.write(people.size() > 0 ? "</ul>" : "</p>");
    return Value();
}

// Runs its block three times.
inline Helper byes(bool in_an_empty_context)
{
    return [=](Call const& call) -> Result<Value> {
        for (auto bye : {"Goodbye", "goodbye", "GOODBYE"}) {
            call.write(bye);
            call.write(" ");
            TRY(call.fn(in_an_empty_context ? Value::make<Map>() : call.context()));
            call.write("! ");
        }
        return Value();
    };
}

inline Result<Value> goodbye_if_print(Call const& call)
{
    if (!call.hash("print"_key).boolean())
        return Value("NOT PRINTING");
    return says(call.is_block() ? "GOODBYE {hash.cruel} {fn}" : "GOODBYE {hash.cruel} {hash.world}")(call);
}

// Counts the values it hands to blocks that want one.
inline Helper counting_blocks()
{
    auto count = std::make_shared<int>(0);
    return [count](Call const& call) -> Result<Value> {
        std::array<Value, 2> params;
        if (call.block_param_count() == 1) {
            params[0] = ++*count;
            params[1] = ++*count;
        }
        TRY(call.fn(Value::make<Map>(Map{{"value", "bar"}}), {.params = params}));
        return Value();
    };
}

inline Result<Value> escaped_input(Call const& call)
{
    std::string html = "<input aria-label=\"";
    append_escaped(html, call.hash("aria-label"_key).string());
    html += "\" placeholder=\"";
    append_escaped(html, call.hash("placeholder"_key).string());
    return Value::safe(html + "\" />");
}

// Says its arguments only if they have the types of the literals in the template.
inline Helper says_typed(std::string_view pattern, std::vector<Value::Kind> kinds)
{
    return [=](Call const& call) -> Result<Value> {
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            if (call[i].kind() != kinds[i])
                return invalid("an argument is of another type");
        }
        return says(pattern)(call);
    };
}

inline Result<Value> link_to(Call const& call)
{
    if (call.name() != "link_to")
        return Value();
    return Value::safe(call.size() > 0 ? "<a>" + call[0].text() + "</a>" : "<a>winning</a>");
}

inline Result<Value> captured_as_safe(Call const& call)
{
    return Value::safe(TRY(call.captured(call.context())));
}

// By "suite/name", or "suite/name: case" where one name has several meanings, or that and " #n" for the n-th
// case of the name.
inline std::map<std::string, Helper, std::less<>> spec_functions()
{
    using Kind = Value::Kind;
    auto exclaim = Value::make<Map>(Map{{"exclaim", "?"}});
    auto bar = Value::make<Map>(Map{{"value", "bar"}});
    auto sad = std::vector{Variable{"adjective"_key, "sad"}};
    return {
        {"basic/awesome: should handle undefined and null",
            [](Call const& call) -> Result<Value> {
                return Value(call[0].kind() == Kind::undefined && call[1].kind() == Kind::null
                        ? "true true object"
                        : "");
            }},
        {"basic/undefined", says("undefined!")},
        {"basic/null", says("null!")},
        {"basic/awesome: functions returning safestrings shouldn't be escaped",
            returns(Value::borrow_safe("&'\\<>"))},
        {"basic/awesome: functions #1", says("Awesome")},
        {"basic/awesome: functions #2", says("{this.more}")},
        {"basic/awesome", first_argument},
        {"basic/awesome: block functions with context argument", run_block_with_argument},
        {"basic/awesome: depthed block functions with context argument", run_block_with_argument},
        {"basic/awesome: block functions without context argument", run_block},
        {"basic/awesome: depthed block functions without context argument",
            [](Call const& call) -> Result<Value> { return call.context(); }},
        {"basic/awesome: pathed block functions without context argument",
            [](Call const& call) -> Result<Value> { return call.context(); }},
        {"basic/foo", first_argument},
        {"basic/foo: this keyword in helpers", says("bar {0}")},
        {"basic/12.34", says("bar{0}")},
        {"basic/false", says("bar")},

        {"builtins/goodbye", returns(true)},
        {"builtins/goodbye: if with function argument #2",
            [](Call const& call) -> Result<Value> { return call.context().get("world"_key); }},
        {"builtins/goodbye: if with function argument #3", returns(false)},
        {"builtins/goodbye: if with function argument #4",
            [](Call const& call) -> Result<Value> { return call.context().get("foo"_key); }},
        {"builtins/person", returns(Value::make<Map>(Map{{"first", "Alan"}, {"last", "Johnson"}}))},
        {"builtins/detectDataInsideEach",
            [](Call const& call) -> Result<Value> { return call.data("exclaim"_key); }},
        {"builtins/goodbyes",
            returns(Value::make<Array>(std::vector{Value::make<Map>(Map{{"text", "goodbye"}}),
                Value::make<Map>(Map{{"text", "Goodbye"}}), Value::make<Map>(Map{{"text", "GOODBYE"}})}))},

        {"data/hello", says("{data.adjective} {this.noun}")},
        {"data/let", let},
        {"data/hello: parameter data can be looked up via @foo", says("Hello {0}")},
        {"data/hello: nested parameter data can be looked up via @foo.bar", says("Hello {0}")},
        {"data/hello: nested parameter data does not fail with @world.bar", says("Hello {0}")},
        {"data/hello: hash values can be looked up via @foo", says("Hello {hash.noun}")},
        {"data/hello: data can be functions", says("hello")},
        {"data/hello: data can be functions with params", first_argument},
        {"data/hello: passing in data to a compiled function that expects data - works with helpers and "
         "parameters",
            says("{data.adjective} {0}!")},
        {"data/hello: passing in data to a compiled function that expects data - works with block helpers",
            run_block},
        {"data/world: passing in data to a compiled function that expects data - works with block helpers",
            says("{data.adjective} world!")},
        {"data/hello: passing in data to a compiled function that expects data - works with block helpers "
         "that use ..",
            runs_block(exclaim)},
        {"data/world", says("{data.adjective} {0}{this.exclaim}")},
        {"data/hello: passing in data to a compiled function that expects data - data is passed to with "
         "block helpers "
         "where children use ..",
            [exclaim](Call const& call) -> Result<Value> {
                call.write(call.data("accessData"_key).text() + " ");
                TRY(call.fn(exclaim));
                return Value();
            }},
        {"data/hello: you can override inherited data when invoking a helper",
            runs_block(Value::make<Map>(Map{{"exclaim", "?"}, {"zomg", "world"}}), sad)},
        {"data/hello: you can override inherited data when invoking a helper with depth",
            runs_block(exclaim, sad)},
        {"data/helper", deeper},

        {"helpers/link: helper with complex lookup$", says("<a href=\"{0}/{this.url}\">{this.text}</a>")},
        {"helpers/raw", run_block},
        {"helpers/raw: helper for raw block gets parameters", says("{fn}{0}{1}{2}")},
        {"helpers/identity", run_block},
        {"helpers/goodbyes: helper block with identical context", byes(false)},
        {"helpers/goodbyes: helper block with complex lookup expression", byes(true)},
        {"helpers/link", says("<a href=\"{0}/{this.url}\">{fn}</a>")},
        {"helpers/nothere", returns({})},
        {"helpers/goodbyes: block helper", runs_block(Value::make<Map>(Map{{"text", "GOODBYE"}}))},
        {"helpers/form", says("<form>{fn 0}</form>")},
        {"helpers/form: block helper staying in the same context", says("<form>{fn}</form>")},
        {"helpers/link: block helper should have context in this",
            says("<a href=\"/people/{this.id}\">{fn}</a>")},
        {"helpers/link: nested block helpers", says("<a href=\"{this.name}\">{fn}</a>")},
        {"helpers/list", list},
        {"helpers/helper", says("ran: {name}")},
        {"helpers/helper: pathed lambas with parameters", says("winning")},
        {"helpers/./helper", says("fail")},
        {"helpers/world", says("world!")},
        {"helpers/world: providing a helpers hash", says("world")},
        {"helpers/lookup", says("helpers")},
        {"helpers/helper: the helpers hash is available is nested contexts", says("helper")},
        {"helpers/test_helper", says("found it!")},
        {"helpers/testHelper", says("found it!")},
        {"helpers/hello: decimal number literals work",
            says_typed("Hello {0} {1} times", {Kind::number, Kind::number})},
        {"helpers/hello: negative number literals work", says_typed("Hello {0} times", {Kind::number})},
        {"helpers/hello: simple literals work",
            says_typed(
                "Hello {0} {1} times: {2} {3}", {Kind::string, Kind::number, Kind::boolean, Kind::boolean})},
        {"helpers/hello", says("Hello {0}")},
        {"helpers/hello: Known helper should render helper", says("foo")},
        {"helpers/hello: Unknown helper in knownHelpers only mode should be passed as undefined",
            says("foo")},
        {"helpers/goodbye: simple multi-params work", says("Goodbye {0} {1}")},
        {"helpers/goodbye: block multi-params work",
            [](Call const& call) -> Result<Value> {
                TRY(call.fn(
                    Value::make<Map>(Map{{"greeting", "Goodbye"}, {"adj", call[0]}, {"noun", call[1]}})));
                return Value();
            }},
        {"helpers/goodbye: helpers can take an optional hash",
            says("GOODBYE {hash.cruel} {hash.world} {hash.times} TIMES")},
        {"helpers/goodbye", goodbye_if_print},
        {"helpers/goodbye: block helpers can take an optional hash",
            says("GOODBYE {hash.cruel} {fn} {hash.times} TIMES")},
        {"helpers/goodbye: block helpers can take an optional hash with single quoted stings",
            says("GOODBYE {hash.cruel} {fn} {hash.times} TIMES")},
        {"helpers/helperMissing", says("helper missing: {name}")},
        {"helpers/helperMissing: if a context is not found, custom helperMissing is used", link_to},
        {"helpers/helperMissing: if a value is not found, custom helperMissing is used", link_to},
        {"helpers/typeof",
            [](Call const& call) -> Result<Value> {
                return Value(call[0].is_undefined() ? "undefined" : "other");
            }},
        {"helpers/foo", says("{this.bar}")},
        {"helpers/truthy", returns(true)},
        {"helpers/truthy: lambdas resolved by blockHelperMissing are bound to the context",
            [](Call const& call) -> Result<Value> {
                return call.resolve(call.context().get("truthiness"_key));
            }},
        {"helpers/truthiness", returns(false)},
        {"helpers/blockHelperMissing", says("missing: {name}")},
        {"helpers/goodbye: helpers take precedence over same-named context properties",
            [](Call const& call) -> Result<Value> { return upper_case(call.context().get("goodbye"_key)); }},
        {"helpers/goodbye: Scoped names take precedence over helpers",
            [](Call const& call) -> Result<Value> { return upper_case(call.context().get("goodbye"_key)); }},
        {"helpers/cruel",
            [](Call const& call) -> Result<Value> { return Value("cruel " + upper_case(call[0]).text()); }},
        {"helpers/goodbye: helpers take precedence over same-named context properties$",
            [](Call const& call) -> Result<Value> {
                call.write(upper_case(call.context().get("goodbye"_key)).text());
                return run_block(call);
            }},
        {"helpers/goodbye: Scoped names take precedence over block helpers",
            [](Call const& call) -> Result<Value> {
                call.write(upper_case(call.context().get("goodbye"_key)).text());
                return run_block(call);
            }},
        {"helpers/goodbyes", runs_block(bar, {}, {1, 2})},
        {"helpers/goodbyes: should take presedence over helper values",
            runs_block(Value::make<Map>(), {}, {1, 2})},
        {"helpers/goodbyes: should not take presedence over pathed values",
            [](Call const& call) -> Result<Value> {
                std::array<Value, 2> params{1, 2};
                TRY(call.fn(call.context(), {.params = params}));
                return Value();
            }},
        {"helpers/goodbyes: should take presednece over parent block params", counting_blocks()},
        {"helpers/value", says("foo")},
        {"helpers/testHelper: should be passed to custom helpers", says("{this.testProperty}")},

        {"partials/partial", says("dude")},
        {"partials/partial: failing dynamic partials", says("missing")},

        {"regressions/thing", says("blah")},
        {"regressions/hasThings", returns(true)},
        {"regressions/blk", runs_block("")},
        {"regressions/inverse",
            [](Call const& call) -> Result<Value> {
                TRY(call.inverse(""));
                return Value();
            }},
        {"regressions/str", says("{0}")},
        {"regressions/wrap", captured_as_safe},
        {"regressions/myif",
            [](Call const& call) -> Result<Value> {
                TRY(call[0].is_truthy() ? call.fn(call.context()) : call.inverse(call.context()));
                return Value();
            }},
        {"regressions/helpa", [](Call const& call) -> Result<Value> { return call.hash("length"_key); }},

        {"strict/helper",
            [](Call const& call) -> Result<Value> {
                bool is_given = call.hash().size() == 1 && call.hash()[0].name == "value"_key;
                return Value(is_given && call.hash("value"_key).is_undefined() ? "success" : "");
            }},

        {"subexpressions/foo", twice},
        {"subexpressions/bar", says("LOL")},
        {"subexpressions/blog", says("val is {0}")},
        {"subexpressions/blog: mixed paths and helpers", says("val is {0}, {1} and {2}")},
        {"subexpressions/blog: as hashes", says("val is {hash.fun}")},
        {"subexpressions/equal", equal},
        {"subexpressions/dash", says("{0}-{1}")},
        {"subexpressions/concat", says("{0}{1}")},
        {"subexpressions/input", escaped_input},
        {"subexpressions/t", [](Call const& call) -> Result<Value> { return Value::safe(call[0].text()); }},
    };
}

} // namespace broadsheet::templates
