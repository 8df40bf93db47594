#pragma once

#include "base/file.h"
#include "base/file_descriptor.h"
#include "cli/working_folder.h"

#include <cstdio>

namespace broadsheet::cli {

enum class Overwrite { no, yes };

// The FILE that a command was told to write. `-` is standard output; a pipe, terminal or device, under
// whatever name, is written to and never replaced; a symbolic link leads to the file it names. Folders are
// not made, and a file that is there is replaced only where that was asked for.
class OutputFile {
public:
    // `conflict` for a file that is there, `not_found` for a folder that is not.
    static Result<OutputFile> open(std::filesystem::path const& said, Overwrite);

    // Where a command puts the finished file: its place, or, for a stream, a file in the command's own
    // folder, from which deliver() writes it.
    std::filesystem::path place(WorkingFolder const&) const;
    Result<void> deliver(WorkingFolder const&) const;

    // Writes what comes in pieces: to the stream as it comes, a file only when it is whole. Nothing of a
    // stream's lies on the disk.
    Result<void> write(std::function<Result<void>(PieceVisitor const& write)> const& produce) const;
    Result<void> write(std::string_view content) const;

    std::filesystem::path const& file() const { return file_; } // links followed; none for a stream
    bool is_stream() const { return static_cast<bool>(stream_); }
    // As errors and messages call it.
    std::string const& name() const { return name_; }
    // Where a command says what it did, so that it is not taken for what the file holds.
    std::FILE* messages() const { return is_stream() ? stderr : stdout; }

private:
    static Result<OutputFile> to_stream(FileDescriptor, std::string name);

    std::string name_;
    std::filesystem::path file_;
    FileDescriptor stream_; // none for a file
};

} // namespace broadsheet::cli
