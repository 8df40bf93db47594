#pragma once

#include <cstdint>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace broadsheet::fuzz {

// A file that lives in memory, for readers that take a path.
class MemoryFile {
public:
    MemoryFile(std::uint8_t const* data, std::size_t size)
        : descriptor_(memfd_create("input", MFD_CLOEXEC))
    {
        while (size > 0) {
            auto written = write(descriptor_, data, size);
            if (written <= 0)
                break;
            data += written;
            size -= static_cast<std::size_t>(written);
        }
    }
    ~MemoryFile() { close(descriptor_); }
    MemoryFile(MemoryFile const&) = delete;
    MemoryFile& operator=(MemoryFile const&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

} // namespace broadsheet::fuzz
