#include "mirror/targets/s3_parts.h"

#include "base/encoding.h"
#include "mirror/targets/s3_answer.h"
#include "site/xml.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <vector>

namespace broadsheet::mirror {

namespace {

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
constexpr std::uint64_t most_parts = 10'000;
// What is lost when a connection breaks, against what each request costs.
constexpr std::uint64_t usual_part = std::uint64_t{64} << 20;
constexpr int most_tries = 3;
constexpr std::chrono::minutes longest_completion{30}; // "several minutes", says Amazon
constexpr std::size_t longest_tag = 256;
constexpr std::size_t piece_size = std::size_t{64} * 1024;
constexpr std::string_view xml_type = "application/xml";

// What came so far is worth another try where a connection breaks, or the store is busy.
template <typename Act>
auto with_tries(Act const& act)
{
    auto done = act();
    for (int tries = 1; !done.ok() && done.error().code == ErrorCode::unavailable && tries < most_tries;
         ++tries)
        done = act();
    return done;
}

class Upload {
public:
    Upload(S3Sender const& send, http::FileBody const& file, std::uint64_t part_size)
        : send_(send)
        , file_(file)
        , part_size_(part_size)
        , in_(file.path, std::ios::binary)
    {
    }

    Result<void> run(std::string const& content_type)
    {
        TRY(begin(content_type));
        auto done = send_parts();
        if (done.ok())
            done = with_tries([this] { return complete(); });
        return done.ok() ? Result<void>() : Result<void>(abort(std::move(done).error()));
    }

private:
    Result<void> begin(std::string const& content_type);
    Result<void> send_parts();
    Result<http::FileBody> next_part();
    Result<std::string> send_part(http::FileBody const&, std::string const& query);
    Result<void> complete();
    Error abort(Error why);
    std::string of_upload() const { return "uploadId=" + percent_encode(upload_id_); }

    S3Sender const& send_;
    http::FileBody const& file_;
    std::uint64_t part_size_;
    std::ifstream in_;
    std::uint64_t at_ = 0; // where the next part begins
    Sha256 whole_; // of what the parts so far hold
    std::string upload_id_;
    std::vector<std::string> tags_; // of the parts, by number
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
Result<void> Upload::begin(std::string const& content_type)
{
    http::ClientRequest request;
    request.method = http::Method::post;
    request.headers.push_back({"Content-Type", content_type});
    auto const response = TRY(send_(std::move(request), "uploads="));
    if (!response.is_success())
        return refusal(response);
    auto const answer = TRY(S3Answer::parse(response.body));
    if (answer.kind != "InitiateMultipartUploadResult" || answer.upload_id.empty())
        return Error{ErrorCode::unavailable, "it answered without an upload's id"};
    upload_id_ = answer.upload_id;
    return {};
}

// The store refuses a part that differs from its hash, and what all of them are is compared in the end.
Result<http::FileBody> Upload::next_part()
{
    http::FileBody part{file_.path, std::min(part_size_, file_.size - at_), {}, at_};
    Sha256 hash;
    std::string piece;
    for (auto left = part.size; left > 0; left -= piece.size()) {
        piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece_size)));
        if (!in_.read(piece.data(), static_cast<std::streamsize>(piece.size())))
            return io_error(fmt::format("cannot read {} to its end", file_.path.string()));
        hash.add(piece);
        whole_.add(piece);
    }
    part.sha256 = hash.digest();
    at_ += part.size;
    return part;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
Result<std::string> Upload::send_part(http::FileBody const& part, std::string const& query)
{
    http::ClientRequest request;
    request.method = http::Method::put;
    request.file = part;
    auto const response = TRY(send_(std::move(request), query));
    if (!response.is_success())
        return refusal(response);
    auto const tag = response.header("ETag").value_or("");
    if (tag.empty() || tag.size() > longest_tag)
        return Error{ErrorCode::unavailable, "it took a part and gave no ETag for it"};
    return std::string(tag);
}

Result<void> Upload::send_parts()
{
    while (at_ < file_.size) {
        auto const part = TRY(next_part());
        auto const query = fmt::format("partNumber={}&{}", tags_.size() + 1, of_upload());
        tags_.push_back(TRY(with_tries([&] { return send_part(part, query); })));
    }
    if (whole_.digest() != file_.sha256)
        return Error{ErrorCode::conflict, "the file was changed while it was sent"};
    return {};
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html: the status is sent before
// the store sets to work, so 200 may come with an error.
Result<void> Upload::complete()
{
    http::ClientRequest request;
    request.method = http::Method::post;
    request.headers.push_back({"Content-Type", std::string(xml_type)});
    request.timeout = longest_completion;
    request.body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (std::size_t at = 0; at < tags_.size(); ++at) {
        request.body += fmt::format("<Part><PartNumber>{}</PartNumber>", at + 1);
        site::append_element(request.body, "ETag", tags_[at]);
        request.body += "</Part>";
    }
    request.body += "</CompleteMultipartUpload>";
    auto const response = TRY(send_(std::move(request), of_upload()));
    auto const answer = S3Answer::parse(response.body);
    if (!response.is_success() || !answer.ok() || answer->kind != "CompleteMultipartUploadResult")
        return refusal(response);
    return {};
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
Error Upload::abort(Error why)
{
    http::ClientRequest request;
    request.method = http::Method::delete_;
    auto const response = send_(std::move(request), of_upload());
    constexpr int none_there = 404;
    if (!response.ok() || (!response->is_success() && response->status != none_there))
        why.message
            += fmt::format("; the parts that it has could not be taken back ({}), and stay until a rule "
                           "of the bucket for incomplete uploads deletes them",
                response.ok() ? refusal(*response).message : response.error().message);
    return why;
}

} // namespace

Result<std::uint64_t> part_size_of(std::uint64_t file_size, std::uint64_t largest_request)
{
    auto const least = (file_size + most_parts - 1) / most_parts;
    if (least > largest_request)
        return limit_reached(fmt::format("it has {} bytes, and at most {} are taken in parts of {}",
            file_size, most_parts * largest_request, largest_request));
    return std::max(least, std::min(usual_part, largest_request));
}

Result<void> put_in_parts(S3Sender const& send, http::FileBody const& file, std::uint64_t part_size,
    std::string const& content_type)
{
    return Upload(send, file, part_size).run(content_type);
}

} // namespace broadsheet::mirror
