#include "http/response.h"

#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::http {

Result<std::shared_ptr<OpenFile const>> OpenFile::open(std::filesystem::path const& path)
{
    // O_NONBLOCK: opening a FIFO must not wait for its writer; regular files ignore it.
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
            return not_found(path.string() + ": no such file");
        return system_error("opening " + path.string(), errno);
    }
    struct stat status { };
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return not_found(path.string() + ": not a regular file");
    }
    UtcMillis const modified = status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000;
    return std::shared_ptr<OpenFile const>(
        new OpenFile(descriptor, static_cast<std::uint64_t>(status.st_size), modified));
}

std::shared_ptr<OpenFile const> OpenFile::in_memory(std::string_view content)
{
    int const descriptor = ::memfd_create("page", MFD_CLOEXEC);
    if (descriptor < 0)
        return nullptr;
    std::shared_ptr<OpenFile const> file(new OpenFile(descriptor, content.size(), 0));
    return write_all(descriptor, content, "page") ? file : nullptr;
}

OpenFile::OpenFile(int descriptor, std::uint64_t size, UtcMillis last_modified)
    : descriptor_(descriptor)
    , size_(size)
    , last_modified_(last_modified)
{
}

OpenFile::~OpenFile()
{
    ::close(descriptor_);
}

Response make_response(int status, std::string content_type, std::string body)
{
    Response response;
    response.status = status;
    response.content_type = std::move(content_type);
    response.body = std::make_shared<std::string const>(std::move(body));
    return response;
}

Response make_error(int status)
{
    constexpr std::string_view too_long = "What was sent is longer than is taken here. Nothing of it was "
                                          "kept: shorten it, or send it in parts.\n";
    auto response = make_response(status, "text/plain; charset=utf-8",
        fmt::format("{} {}\n{}", status, reason_phrase(status), status == 413 ? too_long : ""));
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

Response make_file_response(std::shared_ptr<OpenFile const> file, std::string content_type)
{
    Response response;
    response.content_type = std::move(content_type);
    response.etag = fmt::format("{:x}-{:x}", file->last_modified(), file->size());
    response.last_modified = file->last_modified();
    response.body = std::move(file);
    return response;
}

// https://www.iana.org/assignments/http-status-codes
std::string_view reason_phrase(int status)
{
    static constexpr std::pair<int, std::string_view> phrases[] = {
        {100, "Continue"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    auto const* const found = std::ranges::find(phrases, status, &std::pair<int, std::string_view>::first);
    return found == std::end(phrases) ? "Unknown" : found->second;
}

} // namespace broadsheet::http
