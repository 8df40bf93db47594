#pragma once

#include "http/request.h"
#include "http/response.h"

#include <string_view>
#include <vector>

namespace broadsheet::http {

// What answers requests. Every function is called on worker threads, several at once: implementations are
// thread-safe and may block. They do not throw; the server answers 500 should one do.
class Handler {
public:
    virtual ~Handler() = default;

    virtual Response handle(Request const&) = 0;

    // Returns the methods the path takes. Any other is answered with 405, and OPTIONS, unless it is named
    // here, with 204 and the list. GET includes HEAD.
    virtual std::vector<Method> methods(std::string_view /*path*/) const { return {Method::get}; }

    // Returns whether a GET of the path may be answered from the page cache and by a render that another
    // request waits for too. False saves answers that are never cacheable from waiting for each other.
    virtual bool is_page(std::string_view /*path*/) const { return true; }
};

} // namespace broadsheet::http
