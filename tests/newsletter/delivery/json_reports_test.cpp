#include "newsletter/delivery/json_reports.h"

#include "support/database.h"

#include <gmock/gmock.h>

namespace broadsheet::newsletter {

namespace {

using mail::Report;
using test::must;
using testing::HasSubstr;
using testing::SizeIs;

TEST(JsonReports, AreOneOrAList)
{
    auto const one = must(read_json_reports(
        R"({"return_path": "bounces+1-2-ab@paper.example", "kind": "hard", "status": "5.1.1", "ip": [1]})"));
    ASSERT_THAT(one, SizeIs(1));
    EXPECT_EQ(one[0].return_path, "bounces+1-2-ab@paper.example");
    EXPECT_EQ(one[0].report.kind, Report::Kind::hard);
    EXPECT_EQ(one[0].report.status, "5.1.1");
    auto const list = must(read_json_reports(R"([{"return_path": "a@b", "kind": "soft"},
        {"return_path": "a@b", "kind": "complaint", "status": null}, {"return_path": "a@b", "kind": "delivered"}])"));
    ASSERT_THAT(list, SizeIs(3));
    EXPECT_EQ(list[0].report.kind, Report::Kind::soft);
    EXPECT_EQ(list[1].report.kind, Report::Kind::complaint);
    EXPECT_EQ(list[2].report.kind, Report::Kind::none) << "asks for nothing";
    EXPECT_THAT(must(read_json_reports("[]")), SizeIs(0));
}

TEST(JsonReports, AreRefusedAndSayWhy)
{
    struct Case {
        std::string body;
        std::string message;
    };
    std::string many = "[";
    for (std::size_t i = 0; i <= JsonReportLimits::reports; ++i)
        many += R"({"return_path":"a@b"},)";
    many.back() = ']';
    for (auto const& [body, message] :
        std::vector<Case>{{"", "no JSON"}, {"{", "no JSON"}, {"{} {}", "no JSON"}, {"1", "an object"},
            {"[1]", "an object"}, {"[[]]", "an object"}, {"{}", "return_path"},
            {R"({"kind": "hard"})", "return_path"}, {R"({"return_path": 1})", "\"return_path\" is no text"},
            {R"({"return_path": "a@b", "kind": ["hard"]})", "\"kind\" is no text"},
            {R"({"return_path": "a@b", "status": "5.1"})", "\"status\""},
            {R"({"return_path": "a@b", "status": "5.1.x"})", "\"status\""},
            {R"({"return_path": "a@b", "status": ".1.1"})", "\"status\""},
            {R"({"return_path": "a@b", "status": "5.1.1 <ana@example.org>"})", "\"status\""},
            {std::string(20, '[') + std::string(20, ']'), "no JSON"}, {many, "reports at once"},
            {std::string(JsonReportLimits::bytes + 1, ' '), "bytes"}}) {
        auto const read = read_json_reports(body);
        ASSERT_FALSE(read.ok()) << body.substr(0, 80);
        EXPECT_THAT(read.error().message, HasSubstr(message));
    }
}

} // namespace

} // namespace broadsheet::newsletter
