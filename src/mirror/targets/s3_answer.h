#pragma once

#include "http/client.h"

#include <string>
#include <string_view>

namespace broadsheet::mirror {

struct S3AnswerLimits {
    static constexpr std::size_t bytes = std::size_t{64} * 1024;
    static constexpr std::size_t depth = 16;
    static constexpr std::size_t text = 2'048;
};

// What is looked at of the XML that a store answers (https://docs.aws.amazon.com/AmazonS3/latest/API/).
struct S3Answer {
    std::string kind; // the root element's name: "InitiateMultipartUploadResult", "Error"
    std::string upload_id;
    std::string code; // of an error: "AccessDenied"

    // `invalid`: no XML, or with a DTD, or one of the two given twice; `limit`: more than S3AnswerLimits.
    static Result<S3Answer> parse(std::string_view xml);
};

// Says how a store refused, "status 403 (AccessDenied)": `unavailable` where it may work later, else
// `forbidden`.
Error refusal(http::ClientResponse const&);

} // namespace broadsheet::mirror
