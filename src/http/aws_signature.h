#pragma once

#include "base/clock.h"
#include "http/client.h"

#include <string>

namespace broadsheet::http {

// Whom a storage service knows the request by.
struct AwsCredentials {
    std::string access_key;
    std::string secret_key;
    std::string region; // "us-east-1"
    std::string service = "s3";
};

// Adds the fields that sign the request, Signature Version 4
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html): the method, path and
// query, all fields it holds by now and its body or file. The URL's path is percent-encoded as the service
// has it, and is not encoded again. `invalid` if the URL has no host.
Result<void> sign_for_aws(ClientRequest&, AwsCredentials const&, UtcMillis now);

} // namespace broadsheet::http
