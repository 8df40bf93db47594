// Files that are larger than a store takes in one request.
#include "mirror/targets/s3_parts.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/targets/s3_store.h"
#include "support/fake_client.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>

namespace broadsheet::mirror {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view url = "https://s3.example/lantern/archive.zim";
constexpr std::string_view upload = "uploadId=a%2Fb%2Bc%3D%3D";

http::ClientResponse answer(int status, std::string body = {}, std::vector<http::Header> headers = {})
{
    return {status, std::move(headers), std::move(body)};
}

// A store that keeps parts until they are put together, and can be made to fail at a request.
class FakeBucket {
public:
    Result<http::ClientResponse> operator()(http::ClientRequest const& request)
    {
        auto const query = request.url.substr(std::min(request.url.find('?') + 1, request.url.size()));
        auto const what = std::string(name_of(request.method)) + " " + query;
        if (auto const fault = faults_.find(what); fault != faults_.end() && fault->second.times-- > 0)
            return fault->second.answer;
        if (request.method == http::Method::post && query == "uploads=")
            return answer(200,
                "\n <?xml version=\"1.0\" encoding=\"UTF-8\"?><InitiateMultipartUploadResult "
                "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>lantern</Bucket>"
                "<UploadId>a/b+c==</UploadId></InitiateMultipartUploadResult>");
        if (request.method == http::Method::put && request.file)
            return take(query, *request.file);
        if (request.method == http::Method::post)
            return put_together(request.body);
        if (request.method == http::Method::delete_) {
            parts.clear();
            return answer(204);
        }
        return answer(400);
    }

    // Answers a request, by its method and query, in another way: always, or some times.
    void fail(std::string const& what, Result<http::ClientResponse> answer, int times = 1'000)
    {
        faults_.insert_or_assign(what, Fault{std::move(answer), times});
    }
    void work_again() { faults_.clear(); }

    std::map<std::string, std::string> parts;
    std::string object; // what readers see

private:
    struct Fault {
        Result<http::ClientResponse> answer;
        int times;
    };

    http::ClientResponse take(std::string const& query, http::FileBody const& body)
    {
        auto const content = read_file(body.path).value().substr(body.offset, body.size);
        if (sha256(content) != body.sha256)
            return answer(400, "<Error><Code>XAmzContentSHA256Mismatch</Code></Error>");
        if (query.find("partNumber") == query.npos) {
            object = content;
            return answer(200);
        }
        auto const tag = fmt::format("\"tag&{}\"", content.substr(0, 3));
        parts[tag] = content;
        return answer(200, "", {{"etag", tag}});
    }

    http::ClientResponse put_together(std::string_view list)
    {
        std::string whole;
        for (int number = 1;; ++number) {
            auto const start = fmt::format("<Part><PartNumber>{}</PartNumber><ETag>&quot;tag&amp;", number);
            auto const at = list.find(start);
            if (at == list.npos)
                break;
            whole += parts.at(fmt::format("\"tag&{}\"", list.substr(at + start.size(), 3)));
        }
        object = whole;
        parts.clear();
        return answer(
            200, "   <CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>");
    }

    std::map<std::string, Fault> faults_;
};

class S3PartsTest : public testing::Test {
protected:
    S3PartsTest()
    {
        client_.answer_with([this](auto const& request) { return bucket_(request); });
        EXPECT_TRUE(write_file_atomically(path_, content_, Durability::cached).ok());
    }
    Result<void> put() { return store_.put("archive.zim", {path_, content_.size(), sha256(content_)}); }
    // Method and query of each request.
    std::vector<std::string> asked() const
    {
        std::vector<std::string> all;
        for (auto const& request : client_.requests()) {
            EXPECT_THAT(request.url, StartsWith(url));
            EXPECT_TRUE(request.body.empty() || !request.file);
            all.push_back(std::string(name_of(request.method)) + " " + request.url.substr(url.size()));
        }
        return all;
    }
    // What an upload that fails comes to: nothing is there, also nothing half-done.
    std::string failure()
    {
        auto const failed = put();
        EXPECT_FALSE(failed.ok());
        EXPECT_EQ(bucket_.object, "");
        EXPECT_TRUE(bucket_.parts.empty());
        EXPECT_EQ(asked().back(), fmt::format("DELETE ?{}", upload));
        return failed.ok() ? "" : failed.error().message;
    }
    static std::string part(int number) { return fmt::format("PUT partNumber={}&{}", number, upload); }

    test::TemporaryFolder folder_;
    std::filesystem::path path_ = folder_.path() / "file";
    std::string content_ = "the first part and the second, then the rest";
    test::FakeClient client_;
    FakeBucket bucket_;
    ManualClock clock_{1'700'000'000'000};
    S3Store store_{
        S3Place{"https://s3.example", "lantern", "", {"key", "secret", "eu-west-1"}, 20}, client_, clock_};
};

TEST_F(S3PartsTest, WhatIsLargerThanARequestIsSentInParts)
{
    ASSERT_TRUE(put().ok());
    EXPECT_EQ(bucket_.object, content_);
    EXPECT_THAT(asked(),
        ElementsAre("POST ?uploads=", fmt::format("PUT ?partNumber=1&{}", upload),
            fmt::format("PUT ?partNumber=2&{}", upload), fmt::format("PUT ?partNumber=3&{}", upload),
            fmt::format("POST ?{}", upload)));
    for (auto const& request : client_.requests()) {
        std::map<std::string, std::string> headers;
        for (auto const& [name, value] : request.headers)
            headers[name] = value;
        EXPECT_EQ(headers["x-amz-content-sha256"],
            to_hex(request.file ? request.file->sha256 : sha256(request.body)));
        EXPECT_THAT(headers["Authorization"], StartsWith("AWS4-HMAC-SHA256 Credential=key/"));
        EXPECT_TRUE(!request.file || request.file->size <= 20);
    }
    EXPECT_EQ(client_.requests().front().headers.front().value, "application/x-zim");

    content_.resize(20);
    ASSERT_TRUE(write_file_atomically(path_, content_, Durability::cached).ok());
    ASSERT_TRUE(put().ok());
    EXPECT_EQ(bucket_.object, content_);
    EXPECT_EQ(asked().size(), 6u) << "one request is enough";
}

TEST_F(S3PartsTest, BrokenInTheMiddleNothingIsLeft)
{
    bucket_.fail(part(2), answer(403, "<Error><Code>AccessDenied</Code></Error>"));
    EXPECT_EQ(failure(), "s3.example did not take archive.zim: status 403 (AccessDenied)");
    EXPECT_EQ(asked().size(), 4u);
    bucket_.fail(part(2), Error{ErrorCode::unavailable, "the connection broke"});
    EXPECT_THAT(failure(), EndsWith("the connection broke"));
    EXPECT_EQ(asked().size(), 10u) << "it is tried three times";
    bucket_.fail(part(2), answer(200));
    EXPECT_THAT(failure(), EndsWith("no ETag for it"));
    bucket_.work_again();
    EXPECT_TRUE(put().ok());
}

TEST_F(S3PartsTest, WhatBreaksOnceIsTriedAgain)
{
    bucket_.fail(part(1), answer(503, "<Error><Code>SlowDown</Code></Error>"), 1);
    bucket_.fail(part(3), Error{ErrorCode::unavailable, "the connection broke"}, 2);
    bucket_.fail(fmt::format("POST {}", upload), answer(200, "<Error><Code>InternalError</Code></Error>"), 1);
    ASSERT_TRUE(put().ok());
    EXPECT_EQ(bucket_.object, content_);
}

TEST_F(S3PartsTest, AnErrorMayComeWith200)
{
    auto const complete = fmt::format("POST {}", upload);
    bucket_.fail(
        complete, answer(200, "  \n<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>"));
    EXPECT_THAT(failure(), EndsWith(": status 200 (InternalError)"));
    EXPECT_EQ(put().error().code, ErrorCode::unavailable);
    for (auto const* nonsense : {"", "OK", "<CompleteMultipartUploadResult>", "<Other/>"}) {
        bucket_.fail(complete, answer(200, nonsense));
        EXPECT_THAT(failure(), EndsWith(": status 200")) << nonsense;
    }
}

TEST_F(S3PartsTest, WithoutAnIdNothingIsSent)
{
    for (auto const& first : {answer(200, "<InitiateMultipartUploadResult/>"), answer(200, "nonsense"),
             answer(200, "<Error><UploadId>x</UploadId></Error>"), answer(501)}) {
        bucket_.fail("POST uploads=", first);
        EXPECT_FALSE(put().ok());
    }
    EXPECT_THAT(asked(), testing::Each("POST ?uploads="));
}

TEST_F(S3PartsTest, AFileThatIsChangedMeanwhileIsNotPublished)
{
    auto other = content_;
    other[30] = '!';
    ASSERT_TRUE(write_file_atomically(path_, other, Durability::cached).ok());
    EXPECT_THAT(failure(), EndsWith("changed while it was sent"));
    ASSERT_TRUE(write_file_atomically(path_, content_.substr(1), Durability::cached).ok());
    EXPECT_THAT(failure(), EndsWith("to its end"));
}

TEST_F(S3PartsTest, WhatTheStoreDoesNotForgetIsTold)
{
    bucket_.fail(part(2), answer(403));
    auto const abort = fmt::format("DELETE {}", upload);
    bucket_.fail(abort, answer(500));
    EXPECT_THAT(put().error().message,
        AllOf(HasSubstr("status 403; the parts that it has could not be taken back (status 500)")));
    bucket_.fail(abort, answer(404, "<Error><Code>NoSuchUpload</Code></Error>"));
    EXPECT_THAT(put().error().message, EndsWith("status 403")) << "there is nothing to forget";
}

TEST(PartSize, FollowsFromTheFiles)
{
    constexpr std::uint64_t mib = 1u << 20;
    EXPECT_EQ(part_size_of(5 * 1024 * mib, 1024 * mib).value(), 64 * mib);
    EXPECT_EQ(part_size_of(640'000 * mib, 1024 * mib).value(), 64 * mib);
    EXPECT_EQ(part_size_of(640'000 * mib + 1, 1024 * mib).value(), 64 * mib + 1);
    EXPECT_EQ(part_size_of(100 * mib, 5 * mib).value(), 5 * mib);
    EXPECT_EQ(part_size_of(50'000 * mib, 5 * mib).value(), 5 * mib);
    auto const refused = part_size_of(50'000 * mib + 1, 5 * mib);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::limit);
}

} // namespace
} // namespace broadsheet::mirror
