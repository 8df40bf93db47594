#pragma once

#include "base/result.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace broadsheet::exchange {

// A file that takes its name only when it is complete; until then it is FILE.part, and gone if it is left.
class ExportFile {
public:
    static Result<ExportFile> create(std::filesystem::path);
    ExportFile(ExportFile&&) noexcept;
    ExportFile& operator=(ExportFile&&) = delete;
    ~ExportFile();

    void write(std::string_view); // errors are kept for finish()
    // Brings the file to disk under its name.
    Result<void> finish();

private:
    ExportFile(std::FILE*, std::filesystem::path);
    std::filesystem::path part() const;

    std::FILE* file_;
    std::filesystem::path path_;
};

// Text set aside on disk, for what is made on the way but written later.
class Aside {
public:
    static Result<Aside> create();
    void write(std::string_view);
    // Appends all of it to the file.
    Result<void> append_to(ExportFile&);

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    explicit Aside(std::FILE* file)
        : file_(file)
    {
    }
    std::unique_ptr<std::FILE, Close> file_;
};

} // namespace broadsheet::exchange
