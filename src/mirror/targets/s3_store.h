#pragma once

#include "base/clock.h"
#include "http/aws_signature.h"
#include "http/client.h"
#include "mirror/targets/store.h"

namespace broadsheet::mirror {

struct S3Place {
    std::string endpoint; // "https://s3.eu-central-1.amazonaws.com", without a slash at its end
    std::string bucket;
    std::string prefix; // of all names: "" or "paper/"
    http::AwsCredentials credentials;
    // A larger file is sent in parts. Stores take 5 GiB in one request, or a little less, and some proxies in
    // front of them 100 MB.
    std::uint64_t largest_request = std::uint64_t{1} << 30;
};

// A bucket of any store that speaks S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/). It is addressed by
// its path, since few stores but Amazon's have a host name for each bucket.
class S3Store final : public Store {
public:
    // Both must outlive it.
    S3Store(S3Place, http::Client&, Clock const&);
    // limit: it has more than 10,000 times the largest request.
    Result<void> put(std::string_view name, http::FileBody const& file) override;
    Result<void> remove(std::string_view name) override;

private:
    Result<http::ClientResponse> send(
        http::ClientRequest, std::string_view name, std::string const& query = {});
    Result<void> put_whole(std::string_view name, http::FileBody const&);
    Result<void> put_parts(std::string_view name, http::FileBody const&);

    S3Place place_;
    http::Client& client_;
    Clock const& clock_;
    std::string host_;
};

} // namespace broadsheet::mirror
