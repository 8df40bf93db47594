#pragma once

#include "http/response.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace broadsheet::http {

// The bytes of a page in one coding. Long ones that are often asked for become a file in memory as well: the
// kernel sends that without copying it first, which is most of the work that a cached page takes.
// Thread-safe.
class PageBody {
public:
    explicit PageBody(std::shared_ptr<std::string const> bytes);
    ~PageBody();
    PageBody(PageBody const&) = delete;
    PageBody& operator=(PageBody const&) = delete;

    std::string const& bytes() const { return *bytes_; }
    // Returns the file to send instead, or nullptr. Counts how often it is asked.
    std::shared_ptr<OpenFile const> file() const;

private:
    std::shared_ptr<OpenFile const> make_file() const;

    std::shared_ptr<std::string const> bytes_;
    mutable std::atomic<unsigned> asked_ = 0;
    mutable std::once_flag made_;
    mutable std::shared_ptr<OpenFile const> file_;
};

} // namespace broadsheet::http
