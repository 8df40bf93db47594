#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/request.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace broadsheet::http {

// A file held open for reading, closed with its last owner. Immutable, so shared between threads.
class OpenFile {
public:
    // Opens a regular file without following a symbolic link in its last part.
    static Result<std::shared_ptr<OpenFile const>> open(std::filesystem::path const&);
    // Makes one that is only in memory. nullptr where the system gives none.
    static std::shared_ptr<OpenFile const> in_memory(std::string_view content);
    ~OpenFile();
    OpenFile(OpenFile const&) = delete;
    OpenFile& operator=(OpenFile const&) = delete;

    int descriptor() const { return descriptor_; }
    std::uint64_t size() const { return size_; }
    UtcMillis last_modified() const { return last_modified_; }

private:
    OpenFile(int descriptor, std::uint64_t size, UtcMillis last_modified);

    int descriptor_;
    std::uint64_t size_;
    UtcMillis last_modified_;
};

using Body = std::variant<std::shared_ptr<std::string const>, std::shared_ptr<OpenFile const>>;

// Says that a response is a page of the published state and may be kept in the PageCache.
struct Cacheability {
    // The edition it was rendered from.
    std::uint64_t edition = 0;
    // Whether the query changes nothing, so that "/a/?utm_source=x" is answered with the page kept for "/a/".
    bool for_any_query = false;
    // Where many paths have the same answer: the name, not beginning with '/', that it is kept under once for
    // all of them.
    std::string shared_as = {};
    // Names of parameters that may change the answer all the same; of static storage.
    std::span<std::string_view const> telling_parameters = {};
};

// The policy of a response that sets none: nothing may load, run or frame.
inline constexpr std::string_view strict_content_security_policy
    = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// What a Handler answers. The server adds Content-Length, Date, Vary, the security headers, and for GET and
// HEAD answers conditional requests (from `etag`, `last_modified`) and, where the page cache is not used,
// range requests.
struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8"; // "" for none
    // Any others: Location, Cache-Control, Allow, Set-Cookie, …
    std::vector<Header> headers;
    Body body; // a null string is an empty body
    // "" leaves the header out: only for responses that are not documents.
    std::string content_security_policy{strict_content_security_policy};
    // The opaque tag, without quotes, of the identity form; of a cacheable response made from the body when
    // "".
    std::string etag;
    std::optional<UtcMillis> last_modified;
    std::optional<Cacheability> cacheability;
    // Counts how often it is answered, but for HEAD; null: nobody counts.
    std::shared_ptr<std::atomic<std::uint64_t>> views = nullptr;
};

// Returns a response with this body.
Response make_response(int status, std::string content_type, std::string body);
// Returns a plain-text response of the status' name, for answers nobody reads as a page.
Response make_error(int status);
// Returns the whole file, with its time as Last-Modified and an ETag of its time and size.
Response make_file_response(std::shared_ptr<OpenFile const>, std::string content_type);

// Returns the reason phrase ("Not Found"), "Unknown" for a status without one.
std::string_view reason_phrase(int status);

} // namespace broadsheet::http
