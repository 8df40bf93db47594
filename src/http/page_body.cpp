#include "http/page_body.h"

namespace broadsheet::http {

namespace {

// Shorter ones are copied sooner than the kernel is called once more.
constexpr std::size_t shortest = 16 * 1024;
constexpr unsigned often = 16;
// Of all files together: each of them takes its memory a second time, and one of the files a process may
// have.
constexpr std::size_t most_bytes = 4 << 20;

std::atomic<std::size_t> bytes_in_files = 0;

} // namespace

PageBody::PageBody(std::shared_ptr<std::string const> bytes)
    : bytes_(std::move(bytes))
{
}

PageBody::~PageBody()
{
    if (file_)
        bytes_in_files -= bytes_->size();
}

std::shared_ptr<OpenFile const> PageBody::make_file() const
{
    if ((bytes_in_files += bytes_->size()) <= most_bytes)
        if (auto file = OpenFile::in_memory(*bytes_))
            return file;
    bytes_in_files -= bytes_->size();
    return nullptr;
}

std::shared_ptr<OpenFile const> PageBody::file() const
{
    if (bytes_->size() < shortest)
        return nullptr;
    if (asked_.load(std::memory_order_relaxed) < often
        && asked_.fetch_add(1, std::memory_order_relaxed) + 1 < often)
        return nullptr;
    std::call_once(made_, [this] { file_ = make_file(); });
    return file_;
}

} // namespace broadsheet::http
