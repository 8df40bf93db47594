#include "files/worker.h"

#include "base/file.h"
#include "files/pdf_scrub.h"
#include "files/recording.h"
#include "media/file_type.h"
#include "sandbox/sandbox.h"

#include <cerrno>
#include <cstdio>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace broadsheet::files {

namespace {

Result<std::string> read_bytes(std::size_t most)
{
    std::string bytes(most, '\0');
    std::size_t have = 0;
    while (have < most) {
        auto const got = pread(STDIN_FILENO, bytes.data() + have, most - have, static_cast<off_t>(have));
        if (got < 0)
            return system_error("cannot read the file", errno);
        if (got == 0)
            break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

Result<void> scrub_document()
{
    PdfLimits const limits;
    struct stat status { };
    if (fstat(STDIN_FILENO, &status) != 0)
        return system_error("cannot read the file", errno);
    if (static_cast<std::size_t>(status.st_size) > limits.input_bytes)
        return limit_reached(fmt::format(
            "the PDF has {} bytes, more than the {} allowed", status.st_size, limits.input_bytes));
    auto const document = TRY(read_bytes(limits.input_bytes));
    return write_all(STDOUT_FILENO, TRY(scrub_pdf(document, limits)), "the file");
}

Result<void> work()
{
    constexpr std::size_t telling = 4096; // of a file's beginning
    sandbox::Limits limits;
    limits.output_bytes = RecordingLimits().input_bytes;
    TRY(sandbox::enter_sandbox(limits, sandbox::ReadableFiles::none));
    auto const beginning = TRY(read_bytes(telling));
    auto const type = media::file_type_of(beginning);
    if (type.extension == ".pdf")
        return scrub_document();
    return scrub_recording(STDIN_FILENO, STDOUT_FILENO, type.extension);
}

} // namespace

int run()
{
    auto done = Result<void>(limit_reached("the file needs too much memory"));
    try {
        done = work();
    } catch (std::bad_alloc const&) {
    }
    if (done)
        return 0;
    std::fprintf(stderr, "%s", done.error().message.c_str());
    return done.error().code == ErrorCode::limit ? 3 : 2;
}

} // namespace broadsheet::files
