#pragma once

#include "base/result.h"

#include <boost/unordered/unordered_flat_map.hpp>
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
// is_current() and note() are thread-safe. Memory grows by 17 to 40 bytes a file.
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
    Result<std::vector<std::string>> left_over() const;

    // Keeps what was noted, and that these files are gone.
    Result<void> finish(State const&, std::vector<std::string> const& gone);
    // Forgets everything, so that the next build makes every file.
    void forget() const;

private:
    explicit BuiltFiles(std::filesystem::path folder);
    struct File {
        bool is_seen : 1 = false; // in this build; while reading: it is gone
        std::uint64_t fingerprint : 63 = 0;
    };
    // By the keys' hashes, in one piece: a newspaper has some hundred thousand files.
    using Files = boost::unordered_flat_map<std::uint64_t, File>;
    Result<void> read();
    bool read_line(std::string_view line, Files& unfinished);
    Result<void> append_news();
    Result<void> compact(State const&) const;

    std::filesystem::path path_;
    std::filesystem::path news_path_; // what this build adds
    std::optional<State> state_;
    std::uintmax_t whole_bytes_ = 0; // of the file, up to the end of the last build
    std::size_t lines_ = 0;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // guards the two below
    Files files_;
    std::ofstream news_;
};

} // namespace broadsheet::mirror
