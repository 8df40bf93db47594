#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

enum class Method { get, head, post, put, patch, delete_, options, trace, connect, unknown };

// Returns the method's name as sent ("DELETE"); "" for unknown.
std::string_view name_of(Method);

struct Header {
    std::string name;
    std::string value;
};

// A whole, well-formed request, as a Handler gets it. HEAD arrives as GET: the server drops the body.
struct Request {
    Method method = Method::get;
    // As sent, without scheme and authority.
    std::string target = "/";
    // Percent-decoded valid UTF-8, starts with '/', has no empty, "." or ".." segment and no control
    // character.
    std::string path = "/";
    // Behind the first '?', as sent (see base/form.h).
    std::string query;
    std::vector<Header> headers;
    std::string body;
    // The host (and port) asked for; from the target or else the Host field. "" only in HTTP/1.0.
    std::string host;
    // The peer's address without port, "" on a unix socket. For limits held in memory; it is never written
    // down.
    std::string address;
    // Whether it came over the server's own TLS.
    bool secure = false;
    // Whether our own reverse proxy brought it, as everything at the listener it came to: then what it says
    // in X-Forwarded-For and X-Forwarded-Proto is the proxy's, and not the client's own word.
    bool came_by_proxy = false;

    // Returns the first field of that name (compared without case).
    std::optional<std::string_view> header(std::string_view name) const;
};

// Returns a request without headers, as the server would hand it on, or why the target is refused: for tests
// and for asking a Handler from inside the program.
Result<Request> make_request(Method, std::string_view target, std::string body = "");

} // namespace broadsheet::http
