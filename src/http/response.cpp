#include "http/response.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
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
    auto response = make_response(
        status, "text/plain; charset=utf-8", fmt::format("{} {}\n", status, reason_phrase(status)));
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

Response make_redirect(int status, std::string location)
{
    auto response = make_error(status);
    response.headers.clear();
    response.headers.push_back({"Location", std::move(location)});
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

std::string_view reason_phrase(int status)
{
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Unknown";
    }
}

} // namespace broadsheet::http
