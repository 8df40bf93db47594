#include "templates/collections.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace broadsheet::templates {
namespace {

TEST(Value, WritesNumbersAsJavaScriptDoes)
{
    struct {
        double number;
        char const* text;
    } const cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {42, "42"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {1e-6, "0.000001"},
        {1.5e-7, "1.5e-7"},
        {1e20, "100000000000000000000"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e21, "1e+21"},
        {1.25e25, "1.25e+25"},
        {123456.789, "123456.789"},
        {9007199254740992.0, "9007199254740992"},
        {5e-324, "5e-324"},
        {std::numeric_limits<double>::infinity(), "Infinity"},
        {-std::numeric_limits<double>::infinity(), "-Infinity"},
        {std::nan(""), "NaN"},
    };
    for (auto const& [number, text] : cases)
        EXPECT_EQ(Value(number).text(), text);
}

TEST(Value, WritesListsJoinedAndObjectsAsJavaScriptDoes)
{
    auto inner = Value::make<Array>(std::vector<Value>{2, nullptr, {}});
    auto list = Value::make<Array>(std::vector<Value>{1, inner, true, "x", Value::make<Map>()});
    EXPECT_EQ(list.text(), "1,2,,,true,x,[object Object]");
}

TEST(Value, KnowsWhatIsTrueAndWhatIsEmpty)
{
    struct {
        Value value;
        bool truthy;
        bool empty;
    } const cases[] = {
        {{}, false, true},
        {nullptr, false, true},
        {false, false, true},
        {true, true, false},
        {0, false, false},
        {std::nan(""), false, true},
        {1, true, false},
        {"", false, true},
        {"0", true, false},
        {Value::make<Array>(), true, true},
        {Value::make<Map>(), true, false},
    };
    for (auto const& [value, truthy, empty] : cases) {
        EXPECT_EQ(value.is_truthy(), truthy) << value.text();
        EXPECT_EQ(value.is_empty(), empty) << value.text();
    }
}

TEST(Value, KeepsWhatItOwnsAlive)
{
    Value copy;
    {
        Value owned(std::string(100, 'x'));
        copy = owned;
    }
    EXPECT_EQ(copy.string(), std::string(100, 'x'));
}

TEST(Value, TakesAPointerForTextNotForABoolean)
{
    char const* text = "text";
    EXPECT_EQ(Value(text).string(), "text");
}

TEST(Value, EscapesAsHandlebarsDoes)
{
    std::string out;
    append_escaped(out, "a&b<c>d\"e'f`g=h");
    EXPECT_EQ(out, "a&amp;b&lt;c&gt;d&quot;e&#x27;f&#x60;g&#x3D;h");
}

TEST(Map, KeepsItsOrderAndReplacesInPlace)
{
    Map map{{"b", 1}, {"a", 2}};
    map.set("b", 3);
    EXPECT_EQ(map.keys(), (std::vector<std::string_view>{"b", "a"}));
    EXPECT_EQ(map.get("b"_key).number(), 3);
    EXPECT_TRUE(map.get("c"_key).is_undefined());
}

TEST(Overlay, HidesTheFieldsBelow)
{
    Overlay overlay(Value::make<Map>(Map{{"a", 1}, {"b", 2}}), {{"b"_key, 3}, {"c"_key, 4}});
    EXPECT_EQ(overlay.get("a"_key).number(), 1);
    EXPECT_EQ(overlay.get("b"_key).number(), 3);
    EXPECT_EQ(overlay.keys(), (std::vector<std::string_view>{"a", "b", "c"}));
}

} // namespace
} // namespace broadsheet::templates
