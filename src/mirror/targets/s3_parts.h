#pragma once

#include "http/client.h"

#include <functional>
#include <string>

namespace broadsheet::mirror {

// Signs and sends a request about one object, with the query "a=b&c=" (of what need not be escaped).
using S3Sender = std::function<Result<http::ClientResponse>(http::ClientRequest, std::string const& query)>;

// Returns how large the parts of a file are, which is sent in requests of at most `largest_request` bytes: as
// few bytes as are sensible, but so many that there are at most 10,000 parts. limit: there would be more.
Result<std::uint64_t> part_size_of(std::uint64_t file_size, std::uint64_t largest_request);

// Sends a file in parts (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html), each read
// from it as it is sent. The object is there when all are, or not at all: if anything fails, or the file is
// not what it was when its hash was taken, the store is told to forget what it has. An error that it did not
// do so says that, too.
Result<void> put_in_parts(
    S3Sender const&, http::FileBody const&, std::uint64_t part_size, std::string const& content_type);

} // namespace broadsheet::mirror
