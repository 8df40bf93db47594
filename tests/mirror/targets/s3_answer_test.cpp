#include "mirror/targets/s3_answer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace broadsheet::mirror {
namespace {

TEST(S3Answer, IsReadWhateverItsForm)
{
    for (auto const* xml :
        {
            "<Error><Code>AccessDenied</Code><Message>No</Message></Error>",
            "\r\n\t <?xml version='1.0' encoding='UTF-8'?>\n<Error>\n <Code> "
            "Access&#68;enied\n</Code></Error>",
            "<s3:Error "
            "xmlns:s3='http://s3.amazonaws.com/doc/2006-03-01/'><s3:Code>AccessDenied</s3:Code></s3:Error>",
            "<Error><Inner><Code>Other</Code></Inner><Code><![CDATA[AccessDenied]]></Code><!-- x --></Error>",
        }) {
        auto const answer = S3Answer::parse(xml);
        ASSERT_TRUE(answer.ok()) << xml << answer.error().message;
        EXPECT_EQ(answer->kind, "Error") << xml;
        EXPECT_EQ(answer->code, "AccessDenied") << xml;
        EXPECT_EQ(answer->upload_id, "") << xml;
    }
}

TEST(S3Answer, IsRefused)
{
    std::string deep;
    std::string back;
    for (std::size_t level = 0; level <= S3AnswerLimits::depth; ++level) {
        deep += "<a>";
        back += "</a>";
    }
    for (auto const& xml : {std::string(), std::string("  "), std::string("nonsense"), std::string("<Error>"),
             std::string("<Error></Error><Error/>"), std::string("<!DOCTYPE Error><Error/>"),
             std::string("<!DOCTYPE a [<!ENTITY b \"c\">]><a><Code>&b;</Code></a>"),
             std::string("<a><Code>x</Code><Code>y</Code></a>"),
             std::string("<a><UploadId>x</UploadId><UploadId>y</UploadId></a>"),
             std::string("<a><Code>\xff</Code></a>"), deep + back,
             fmt::format("<a><Code>{}</Code></a>", std::string(S3AnswerLimits::text + 1, 'x')),
             fmt::format("<a>{}</a>", std::string(S3AnswerLimits::bytes, ' '))})
        EXPECT_FALSE(S3Answer::parse(xml).ok()) << xml.substr(0, 80);
}

TEST(S3Answer, ARefusalSaysItsCodeAndNothingElse)
{
    EXPECT_EQ(
        refusal({403, {}, "<Error><Code>AccessDenied</Code></Error>"}).message, "status 403 (AccessDenied)");
    EXPECT_EQ(refusal({403, {}, "<Error><Code>Access \x1b[2J</Code></Error>"}).message, "status 403");
    EXPECT_EQ(refusal({403, {}, "<Error><Code>Access&#10;GOOD</Code></Error>"}).message, "status 403");
    EXPECT_EQ(refusal({502, {}, "<html>Bad Gateway"}).message, "status 502");
    EXPECT_EQ(refusal({403, {}, ""}).code, ErrorCode::forbidden);
    EXPECT_EQ(refusal({503, {}, ""}).code, ErrorCode::unavailable);
}

} // namespace
} // namespace broadsheet::mirror
