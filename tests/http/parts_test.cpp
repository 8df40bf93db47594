// The parts that a request seldom reaches by every way.
#include "http/admission.h"
#include "http/http_date.h"
#include "http/pace.h"
#include "http/request.h"
#include "http/request_reader.h"
#include "http/response_head.h"

#include <gtest/gtest.h>

namespace broadsheet::http::test {

namespace {

TEST(HttpDate, is_read_in_all_three_forms)
{
    constexpr UtcMillis example = 784'111'777'000; // RFC 9110, section 5.6.7
    for (auto const* text :
        {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
        EXPECT_EQ(parse_http_date(text), example) << text;
    EXPECT_EQ(view_of(format_http_date(example + 999)), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(view_of(format_http_date(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(HttpDate, is_nothing_for_anything_else)
{
    for (auto const* text : {"", "now", "0", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
             "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
             "Sun, 06 Xxx 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "})
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

TEST(ResponseHead, has_one_referrer_policy_which_is_the_strictest)
{
    auto response = make_response(200, "text/html", "a");
    EXPECT_NE(serialise_head(response, {}).find("\r\nReferrer-Policy: same-origin\r\n"), std::string::npos);
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
    auto const head = serialise_head(response, {});
    EXPECT_NE(head.find("\r\nReferrer-Policy: no-referrer\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Referrer-Policy"), head.rfind("Referrer-Policy"));
}

TEST(Admission, counts_an_ipv6_network_as_one_address)
{
    Limits limits;
    limits.connections_per_address = 1;
    Admission admission(limits);
    auto const first = admission.admit("2001:db8:0:1::1");
    EXPECT_TRUE(first);
    EXPECT_FALSE(admission.admit("2001:db8:0:1:ffff::2"));
    EXPECT_TRUE(admission.admit("2001:db8:0:2::1"));
    EXPECT_TRUE(admission.admit("192.0.2.1"));
}

TEST(Admission, gives_places_back)
{
    Limits limits;
    limits.connections_per_address = 1;
    Admission admission(limits);
    for (int i = 0; i < 3; ++i) {
        auto const ticket = admission.admit("192.0.2.1");
        EXPECT_TRUE(ticket);
        EXPECT_FALSE(admission.admit("192.0.2.1"));
    }
}

TEST(Pace, lets_go_on_who_keeps_to_the_rate)
{
    using namespace std::chrono_literals;
    Pace pace(1000ms, 100);
    pace.start(0);
    EXPECT_EQ(pace.deadline(), 1000);
    pace.moved(500, 50);
    EXPECT_EQ(pace.deadline(), 1500);
    pace.moved(600, 1'000'000);
    EXPECT_EQ(pace.deadline(), 1600) << "haste earns no time for later";
}

TEST(RequestReader, reads_an_empty_chunked_body_byte_by_byte)
{
    RequestReader reader(Limits{});
    auto const head = reader.read_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    ASSERT_EQ(head.outcome, RequestReader::Outcome::complete);
    std::string_view const body = "0\r\n\r\n";
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_EQ(reader.read_body(body.substr(0, size)).outcome, RequestReader::Outcome::need_more);
    EXPECT_EQ(reader.read_body(body).outcome, RequestReader::Outcome::complete);
}

TEST(MakeRequest, reads_a_target_as_the_server_does)
{
    auto const request = make_request(Method::post, "/a%20b?c=d", "body");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path, "/a b");
    EXPECT_EQ(request->query, "c=d");
    EXPECT_EQ(request->body, "body");
    EXPECT_FALSE(make_request(Method::get, "/../a"));
}

} // namespace

} // namespace broadsheet::http::test
