#include "exchange/byte_source.h"

#include "exchange/text_encoding.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t window_bytes = std::size_t{1} << 20;
constexpr std::size_t samples = 16;
constexpr std::size_t sample_bytes = std::size_t{1} << 16;

} // namespace

Result<std::unique_ptr<ByteSource>> ByteSource::open(
    std::filesystem::path const& path, ImportLimits const& limits, Progress* progress)
{
    // Without O_NONBLOCK, a pipe would be waited for until somebody writes into it.
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    struct stat status { };
    bool is_readable = ::fstat(descriptor, &status) == 0;
    std::unique_ptr<ByteSource> source(
        new ByteSource(descriptor, static_cast<std::uint64_t>(status.st_size), path.string(), progress));
    if (!is_readable || !S_ISREG(status.st_mode))
        return invalid(fmt::format("{} is not a file; name the export file itself", path.string()));
    if (status.st_size == 0)
        return invalid(fmt::format("{} is empty", path.string()));
    if (source->size_ > limits.file_bytes)
        return limit_reached(fmt::format(
            "{} has {} bytes; at most {} are read", path.string(), source->size_, limits.file_bytes));
    TRY(source->refuse_other_encodings());
    return source;
}

ByteSource::ByteSource(int descriptor, std::uint64_t size, std::string name, Progress* progress)
    : descriptor_(descriptor)
    , size_(size)
    , name_(std::move(name))
    , progress_(progress)
    , buffer_(window_bytes, '\0')
{
}

ByteSource::~ByteSource()
{
    ::close(descriptor_);
}

Result<std::string_view> ByteSource::window()
{
    if (at_ == filled_) {
        window_offset_ += filled_;
        at_ = filled_ = 0;
        ssize_t got = 0;
        do {
            got = ::read(descriptor_, buffer_.data(), buffer_.size());
        } while (got < 0 && errno == EINTR);
        if (got < 0)
            return system_error(fmt::format("cannot read {}", name_), errno);
        filled_ = static_cast<std::size_t>(got);
        if (progress_)
            progress_->reach(window_offset_ + filled_);
    }
    return std::string_view(buffer_.data() + at_, filled_ - at_);
}

Result<void> ByteSource::refuse_other_encodings()
{
    auto start = TRY(window());
    if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") || start.substr(0, 4).find('\0') < 4)
        return invalid(fmt::format("{} is not UTF-8 (it looks like UTF-16); save it as UTF-8", name_));
    if (start.starts_with("PK\x03\x04") || start.starts_with("\x1f\x8b"))
        return invalid(fmt::format("{} is compressed; unpack it and name the file inside", name_));
    std::string const head(start.substr(0, sample_bytes));
    std::string sample(sample_bytes, '\0');
    for (std::uint64_t at = 0; at < size_; at += std::max<std::uint64_t>(size_ / samples, sample_bytes)) {
        auto const got = ::pread(descriptor_, sample.data(), sample.size(), static_cast<off_t>(at));
        if (got < 0)
            return system_error(fmt::format("cannot read {}", name_), errno);
        auto const bytes = std::string_view(sample).substr(0, static_cast<std::size_t>(got));
        if (is_in_another_encoding(bytes))
            return invalid(fmt::format("{} is not UTF-8 from about byte {} on; {}", name_, at,
                how_to_convert(head.starts_with("<?xml") ? head + std::string(bytes) : bytes)));
    }
    if (start.starts_with("\xef\xbb\xbf"))
        consume(3);
    return {};
}

} // namespace broadsheet::exchange
