#include "files/av.h"

#include <cerrno>
#include <new>
#include <unistd.h>

namespace broadsheet::files {

namespace {

constexpr int buffer_size = 1 << 16;

int read_bytes(void* opaque, std::uint8_t* buffer, int size)
{
    auto& place = *static_cast<Place*>(opaque);
    auto const got = pread(place.descriptor, buffer, static_cast<std::size_t>(size), place.at);
    if (got < 0)
        return AVERROR(errno);
    place.at += got;
    return got == 0 ? AVERROR_EOF : static_cast<int>(got);
}

int write_bytes(void* opaque, std::uint8_t* buffer, int size)
{
    auto& place = *static_cast<Place*>(opaque);
    for (int done = 0; done < size;) {
        auto const wrote
            = pwrite(place.descriptor, buffer + done, static_cast<std::size_t>(size - done), place.at);
        if (wrote < 0)
            return AVERROR(errno);
        place.at += wrote;
        done += static_cast<int>(wrote);
    }
    return size;
}

std::int64_t seek(void* opaque, std::int64_t offset, int whence)
{
    auto& place = *static_cast<Place*>(opaque);
    auto const end = [&] { return lseek(place.descriptor, 0, SEEK_END); };
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE)
        return end();
    auto const base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? place.at : end();
    if (offset < -base)
        return AVERROR(EINVAL);
    return place.at = base + offset;
}

} // namespace

Io open_io(Place& place, Access access)
{
    auto* const buffer = static_cast<unsigned char*>(av_malloc(buffer_size));
    bool const writes = access == Access::write;
    auto* const io = buffer == nullptr
        ? nullptr
        : avio_alloc_context(buffer, buffer_size, writes, &place, writes ? nullptr : read_bytes,
            writes ? write_bytes : nullptr, seek);
    if (io == nullptr)
        throw std::bad_alloc();
    return Io(io);
}

} // namespace broadsheet::files
