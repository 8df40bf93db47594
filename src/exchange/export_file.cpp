#include "exchange/export_file.h"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace broadsheet::exchange {

Result<ExportFile> ExportFile::create(std::filesystem::path path)
{
    auto part = path;
    part += ".part";
    auto* file = std::fopen(part.c_str(), "wbe");
    if (!file)
        return system_error(fmt::format("cannot write {}", part.string()), errno);
    return ExportFile(file, std::move(path));
}

ExportFile::ExportFile(std::FILE* file, std::filesystem::path path)
    : file_(file)
    , path_(std::move(path))
{
}

ExportFile::ExportFile(ExportFile&& other) noexcept
    : file_(std::exchange(other.file_, nullptr))
    , path_(std::move(other.path_))
{
}

ExportFile::~ExportFile()
{
    if (!file_)
        return;
    std::fclose(file_);
    std::error_code ignored;
    std::filesystem::remove(part(), ignored);
}

std::filesystem::path ExportFile::part() const
{
    auto part = path_;
    part += ".part";
    return part;
}

void ExportFile::write(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), file_);
}

Result<void> ExportFile::finish()
{
    if (std::fflush(file_) != 0 || std::ferror(file_) || ::fsync(fileno(file_)) != 0)
        return system_error(fmt::format("cannot write {}", part().string()), errno);
    std::error_code error;
    std::filesystem::rename(part(), path_, error);
    if (error)
        return io_error(fmt::format("cannot write {}: {}", path_.string(), error.message()));
    std::fclose(std::exchange(file_, nullptr));
    return {};
}

Result<Aside> Aside::create()
{
    auto* file = std::tmpfile();
    if (!file)
        return system_error("cannot make a temporary file", errno);
    return Aside(file);
}

void Aside::write(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), file_.get());
}

Result<void> Aside::append_to(ExportFile& out)
{
    auto* file = file_.get();
    if (std::fflush(file) != 0 || std::ferror(file))
        return system_error("cannot write a temporary file", errno);
    std::rewind(file);
    std::array<char, 1 << 16> buffer;
    while (auto got = std::fread(buffer.data(), 1, buffer.size(), file))
        out.write({buffer.data(), got});
    return {};
}

} // namespace broadsheet::exchange
