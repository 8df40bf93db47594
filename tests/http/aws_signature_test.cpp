#include "http/aws_signature.h"

#include <gtest/gtest.h>

namespace broadsheet::http {

namespace {

constexpr UtcMillis may_24_2013 = 1'369'353'600'000;

std::string signature_of(ClientRequest request, AwsCredentials const& credentials, UtcMillis now)
{
    auto const is_signed = sign_for_aws(request, credentials, now);
    EXPECT_TRUE(is_signed.ok());
    auto const& authorization = request.headers.back().value;
    return authorization.substr(authorization.rfind('=') + 1);
}

// The examples of
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html#example-signature-calculations
TEST(AwsSignature, IsThatOfTheExamplesOfS3)
{
    AwsCredentials const example{
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3"};
    std::string const bucket = "https://examplebucket.s3.amazonaws.com";

    ClientRequest get{Method::get, bucket + "/test.txt", {{"Range", "bytes=0-9"}}};
    EXPECT_EQ(signature_of(get, example, may_24_2013),
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    ClientRequest put{Method::put, bucket + "/test%24file.text",
        {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
        "Welcome to Amazon S3."};
    EXPECT_EQ(signature_of(put, example, may_24_2013),
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");

    ClientRequest lifecycle{Method::get, bucket + "/?lifecycle"};
    EXPECT_EQ(signature_of(lifecycle, example, may_24_2013),
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");

    ClientRequest list{Method::get, bucket + "?prefix=J&max-keys=2"};
    EXPECT_EQ(signature_of(list, example, may_24_2013),
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

// get-vanilla of AWS's published test suite.
TEST(AwsSignature, IsThatOfTheTestSuite)
{
    AwsCredentials const example{
        "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service"};
    ClientRequest const get{Method::get, "https://example.amazonaws.com/"};
    EXPECT_EQ(signature_of(get, example, 1'440'938'160'000),
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST(AwsSignature, NeedsAHost)
{
    for (auto const* url : {"", "examplebucket", "https://", "https:///path"}) {
        ClientRequest request{Method::get, url};
        EXPECT_EQ(sign_for_aws(request, {}, may_24_2013).error().code, ErrorCode::invalid) << url;
    }
}

} // namespace

} // namespace broadsheet::http
