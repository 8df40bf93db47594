#include "mirror/targets/s3_store.h"

#include "base/encoding.h"
#include "base/file.h"
#include "support/fake_client.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;

class S3StoreTest : public testing::Test {
protected:
    http::FileBody file(std::string_view content) const
    {
        EXPECT_TRUE(write_file_atomically(path_, content, Durability::cached).ok());
        return {path_, content.size(), sha256(content)};
    }

    test::TemporaryFolder folder_;
    std::filesystem::path path_ = folder_.path() / "file";
    test::FakeClient client_;
    ManualClock clock_{1'700'000'000'000};
    S3Store store_{
        S3Place{"https://s3.example", "lantern", "paper/", {"key", "secret", "eu-west-1"}}, client_, clock_};
};

TEST_F(S3StoreTest, SignsAFileByItsHash)
{
    ASSERT_TRUE(store_.put("ru/суд/index.html", file("court")).ok());
    auto const request = client_.requests().at(0);
    EXPECT_EQ(request.url, "https://s3.example/lantern/paper/ru/%D1%81%D1%83%D0%B4/index.html");
    ASSERT_TRUE(request.file);
    EXPECT_EQ(request.file->path, path_);
    EXPECT_EQ(request.body, "");
    std::map<std::string, std::string> headers;
    for (auto const& [name, value] : request.headers)
        headers[name] = value;
    EXPECT_EQ(headers["x-amz-content-sha256"], to_hex(sha256("court")));
    EXPECT_EQ(headers["Content-Type"], "text/html; charset=utf-8");
    EXPECT_THAT(headers["Authorization"], HasSubstr("SignedHeaders=content-type;host;x-amz-content-sha256"));
}

TEST_F(S3StoreTest, SaysWhyTheStoreRefused)
{
    client_.answer_with([](auto const&) {
        return http::ClientResponse{403, {}, "<Error><Code>AccessDenied</Code></Error>"};
    });
    auto const refused = store_.put("index.html", file("x"));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_EQ(refused.error().message, "s3.example did not take index.html: status 403 (AccessDenied)");
}

} // namespace
} // namespace broadsheet::mirror
