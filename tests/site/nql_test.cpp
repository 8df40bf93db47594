#include "site/query/nql.h"

#include <gtest/gtest.h>

namespace broadsheet::site {

namespace {

constexpr UtcMillis now = 1'700'000'000'000;
constexpr double day = 86'400'000;

// One post: tags courts and energy, featured, three words in the title, published ten days ago, no picture.
void read_post(std::string_view property, std::function<void(FilterValue const&)> const& visit)
{
    if (property == "tag") {
        visit(std::string("courts"));
        visit(std::string("energy"));
    } else if (property == "featured")
        visit(true);
    else if (property == "title")
        visit(std::string("It's Ivan's day"));
    else if (property == "published_at")
        visit(static_cast<double>(now) - 10 * day);
}

struct Case {
    char const* filter;
    bool matches;
};

class Nql : public testing::TestWithParam<Case> { };

TEST_P(Nql, DecidesWhatMatches)
{
    auto const filter = parse_filter(GetParam().filter, now);
    ASSERT_TRUE(filter.ok()) << filter.error().message;
    EXPECT_EQ(matches(*filter, read_post), GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(All, Nql,
    testing::Values(Case{"", true}, Case{"tag:courts", true}, Case{"tag:music", false},
        Case{"tag:-music", true}, Case{"tag:-courts", false}, Case{"tag:[music,energy]", true},
        Case{"tag:-[music,energy]", false}, Case{"tag:courts+featured:true", true},
        Case{"tag:courts+featured:false", false}, Case{"tag:music,featured:true", true},
        Case{"tag:music,featured:false", false}, Case{"(tag:music,tag:courts)+featured:true", true},
        Case{"tag:music+(tag:courts,featured:true)", false}, Case{"-(tag:music,tag:books)", true},
        Case{"title:'It\\'s Ivan\\'s day'", true}, Case{"title:~'Ivan'", true}, Case{"title:~'iVAN'", true},
        Case{"title:~^'it'", true}, Case{"title:~$DAY", true}, Case{"title:~^'It'", true},
        Case{"title:~^'Ivan'", false}, Case{"title:~$day", true}, Case{"feature_image:null", true},
        Case{"feature_image:-null", false}, Case{"title:null", false}, Case{"published_at:>now-30d", true},
        Case{"published_at:>now-9d", false}, Case{"published_at:<=now+1d", true},
        Case{"published_at:>'2023-01-01'", true}, Case{"published_at:<2023-01-01", false},
        Case{" tag : courts ", true}));

class RefusedNql : public testing::TestWithParam<char const*> { };

TEST_P(RefusedNql, SaysWhere)
{
    auto const filter = parse_filter(GetParam(), now);
    ASSERT_FALSE(filter.ok());
    EXPECT_FALSE(filter.error().message.empty());
}

INSTANTIATE_TEST_SUITE_P(All, RefusedNql,
    testing::Values("tag", "tag:", ":courts", "tag:[a", "tag:[]", "(tag:a", "tag:a)", "tag:'a", "tag:a+",
        "tag:a,,b:c", "tag:a b:c", "\xff"));

TEST(NqlLimits, AreKept)
{
    EXPECT_FALSE(parse_filter(std::string(100, '(') + "a:b", now).ok());
    EXPECT_FALSE(parse_filter(std::string(100, '-') + "a:b", now).ok());
    std::string many = "a:b";
    for (int i = 0; i < 300; ++i)
        many += ",a:b";
    EXPECT_FALSE(parse_filter(many, now).ok());
    EXPECT_FALSE(parse_filter(std::string(5'000, 'a'), now).ok());
}

TEST(NqlParts, AreFoundInCapitalsOrNot)
{
    auto const read = [](std::string_view, std::function<void(FilterValue const&)> const& visit) {
        visit(std::string("Трамваи Štúrovo"));
    };
    for (auto const* filter : {"title:~'трамва'", "title:~^'ТРАМ'", "title:~$'ŠTÚROVO'"})
        EXPECT_TRUE(matches(*parse_filter(filter, now), read)) << filter;
    EXPECT_FALSE(matches(*parse_filter("title:~'sturovo'", now), read)); // another letter is another letter
}

TEST(NqlParts, AreRequiredWhereEveryMatchHasThem)
{
    EXPECT_NE(required_part(*parse_filter("tag:a+title:~b", now), "title"), nullptr);
    EXPECT_EQ(required_part(*parse_filter("tag:a,title:~b", now), "title"), nullptr);
    EXPECT_EQ(required_part(*parse_filter("title:-~b", now), "title"), nullptr);
    EXPECT_EQ(required_part(*parse_filter("title:b", now), "title"), nullptr);
}

TEST(NqlRequiredValues, AreThoseEveryMatchHas)
{
    EXPECT_NE(required_values(*parse_filter("tag:a+featured:true", now), "tag"), nullptr);
    EXPECT_EQ(required_values(*parse_filter("tag:a,featured:true", now), "tag"), nullptr);
    EXPECT_EQ(required_values(*parse_filter("tag:-a", now), "tag"), nullptr);
    EXPECT_EQ(required_values(*parse_filter("tag:~a", now), "tag"), nullptr);
}

} // namespace

} // namespace broadsheet::site
