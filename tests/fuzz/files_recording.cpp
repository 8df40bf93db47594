#include "files/recording.h"

#include "base/file_descriptor.h"

#include <cstdint>
#include <sys/mman.h>

// The first byte chooses the form.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace broadsheet;
    constexpr std::string_view forms[] = {".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".flac", ".wav"};
    if (size == 0)
        return 0;
    FileDescriptor const in(memfd_create("in", MFD_CLOEXEC));
    FileDescriptor const out(memfd_create("out", MFD_CLOEXEC));
    VERIFY(write(in.get(), data + 1, size - 1) == static_cast<ssize_t>(size - 1));
    (void)files::scrub_recording(in.get(), out.get(), forms[data[0] % std::size(forms)]);
    return 0;
}
