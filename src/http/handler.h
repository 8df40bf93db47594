#pragma once

#include "http/request.h"
#include "http/response.h"

#include <string_view>
#include <vector>

namespace broadsheet::http {

// What answers requests. All functions are called by several threads at once: implementations are
// thread-safe. They do not throw; the server answers 500 should one do.
class Handler {
public:
    virtual ~Handler() = default;

    // Called on worker threads: it may block.
    virtual Response handle(Request const&) = 0;

    // Returns the methods the path takes. Any other is answered with 405, and OPTIONS, unless it is named
    // here, with 204 and the list. GET includes HEAD. Called on worker threads.
    virtual std::vector<Method> methods(std::string_view /*path*/) const { return {Method::get}; }

    // Returns whether a GET of the path may be answered from the page cache and by a render that another
    // request waits for too. False saves answers that are never cacheable from waiting for each other. Called
    // on I/O threads: it must not block.
    virtual bool is_page(std::string_view /*path*/) const { return true; }
};

} // namespace broadsheet::http
