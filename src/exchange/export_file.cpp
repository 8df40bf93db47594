#include "exchange/export_file.h"

#include "base/file.h"
#include "base/file_descriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace broadsheet::exchange {

Result<ExportFile> ExportFile::create(std::filesystem::path target, std::filesystem::path unfinished)
{
    FileDescriptor file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    auto* stream = file ? ::fdopen(file.get(), "wb") : nullptr;
    if (!stream)
        return system_error(fmt::format("cannot write {}", target.string()), errno);
    (void)file.release();
    return ExportFile(stream, std::move(target), std::move(unfinished));
}

ExportFile::ExportFile(std::FILE* file, std::filesystem::path target, std::filesystem::path unfinished)
    : file_(file)
    , target_(std::move(target))
    , unfinished_(std::move(unfinished))
{
}

ExportFile::ExportFile(ExportFile&& other) noexcept
    : file_(std::exchange(other.file_, nullptr))
    , target_(std::move(other.target_))
    , unfinished_(std::move(other.unfinished_))
{
}

ExportFile::~ExportFile()
{
    if (!file_)
        return;
    std::fclose(file_);
    std::error_code ignored;
    std::filesystem::remove(unfinished_, ignored);
}

void ExportFile::write(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), file_);
}

Result<void> ExportFile::finish()
{
    if (std::fflush(file_) != 0 || std::ferror(file_))
        return system_error(fmt::format("cannot write {}", target_.string()), errno);
    TRY(put_in_place(unfinished_, target_));
    std::fclose(std::exchange(file_, nullptr));
    return {};
}

} // namespace broadsheet::exchange
