#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::mirror {

// What a folder's builds have written: the fingerprint of each file, by which the next build tells what it
// need not make again. Kept in the folder itself, so that the two go and come together: .broadsheet-built, to
// which each build appends what has changed, and a line that says all before it holds:
//
//   +FINGERPRINT KEY     hexadecimal; a key is a page's path or, of another file, its name
//   -KEY                 the file is gone
//   =EVERYTHING EDITION LOG-SIZE
//
// is_current() and note() are thread-safe. Memory grows by 16 bytes a file that earlier builds have written,
// up to twice that, and by nothing in a build of everything.
class BuiltFiles {
public:
    static constexpr char const* file_name = ".broadsheet-built";

    // What the whole build depended on.
    struct State {
        std::uint64_t everything = 0; // a fingerprint: where it differs, every file may
        std::int64_t edition = 0;
        std::uint64_t log_size = 0; // leaves, when the build had ended
    };

    // Reads what is known; nothing is, where there is no such file or it is of another form.
    static Result<BuiltFiles> open(std::filesystem::path const& folder);
    // Forgets what is known.
    void begin_anew();

    // Of the last build that ended; nothing: none has.
    std::optional<State> const& state() const { return state_; }

    // Returns whether the file has this fingerprint; 0 is nobody's. It belongs to this edition.
    bool is_current(std::string_view key, std::uint64_t fingerprint);
    // The file was made; it belongs to this edition.
    Result<void> note(std::string_view key, std::uint64_t fingerprint);
    // Returns the keys of files that belong to the last edition and not to this one.
    Result<std::vector<std::string>> left_over();

    // Keeps what was noted, and that these files are gone.
    Result<void> finish(State const&, std::vector<std::string> const& gone);
    // Forgets everything, so that the next build makes every file.
    void forget() const;

private:
    explicit BuiltFiles(std::filesystem::path folder);
    struct File {
        std::uint64_t key = 0; // its hash
        bool is_seen : 1 = false; // in this build; while reading: it is gone
        std::uint64_t fingerprint : 63 = 0;
    };
    // Sorted by the keys' hashes: a newspaper has some hundred thousand files.
    using Files = std::vector<File>;
    Result<void> read();
    bool read_line(std::string_view line);
    void end_reading(std::size_t whole_lines);
    File* find(std::string_view key);
    Result<void> append_news();
    Result<void> compact();

    std::filesystem::path path_;
    std::filesystem::path news_path_; // what this build adds
    std::optional<State> state_;
    std::uintmax_t whole_bytes_ = 0; // of the file, up to the end of the last build
    std::size_t lines_ = 0;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // guards the three below
    Files files_; // that earlier builds have written
    std::ofstream news_;
    std::size_t files_more_ = 0; // written by this build alone
};

} // namespace broadsheet::mirror
