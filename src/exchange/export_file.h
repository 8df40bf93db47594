#pragma once

#include "base/result.h"

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace broadsheet::exchange {

// A file that takes its name only when it is complete and on disk. Until then it has another name beside it,
// and is gone if it is left. Nobody but its owner may read it: drafts are in it.
class ExportFile {
public:
    // `unfinished`, in the folder of `target`, must not exist yet.
    static Result<ExportFile> create(std::filesystem::path target, std::filesystem::path unfinished);
    ExportFile(ExportFile&&) noexcept;
    ExportFile& operator=(ExportFile&&) = delete;
    ~ExportFile();

    void write(std::string_view); // errors are kept for finish()
    // Brings the file to disk under its name.
    Result<void> finish();

private:
    ExportFile(std::FILE*, std::filesystem::path target, std::filesystem::path unfinished);

    std::FILE* file_;
    std::filesystem::path target_;
    std::filesystem::path unfinished_;
};

} // namespace broadsheet::exchange
