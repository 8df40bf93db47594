#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

// The order in which files are put in place: what others refer to comes first.
enum class Phase { content, tiles, manifest, head };
// Returns that of a log's file, by its name below log/.
Phase phase_in_log(std::string_view name);

// Files that are written beside a folder's own and then put in place one right after the other, so that
// whoever reads or copies the folder meets a whole edition but for these moments. A commit that was cut off
// is ended by whoever opens the folder next; what had only been staged is forgotten.
//
// What has to wait for somebody is set aside as it is, whole or not at all, and stays until it is taken up or
// forgotten.
class StagedFiles {
public:
    static constexpr std::string_view folder_name = ".broadsheet-staged";
    static constexpr std::string_view waiting_name = ".broadsheet-waiting"; // the folder of what is set aside
    static constexpr std::string_view whole_journal = "journal"; // in it, while files are put in place

    static Result<StagedFiles> open(std::filesystem::path root);
    // From now on what is put, and the folders that it goes into, have this time instead of the clock's, in
    // seconds since 1970.
    void set_time(std::time_t time) { time_ = time; }

    // All are thread-safe. The name is relative to the folder; a file put twice is put twice.
    Result<void> put(std::string_view name, std::string_view content, Phase);
    // A copy, which shares the source's blocks where the file system can, but never the file itself.
    // Returns where it is until commit(). not_found: there is no such source.
    Result<std::filesystem::path> put_file(std::string_view name, std::filesystem::path const& source, Phase);

    // The file itself, by one name more; a copy, where the file system knows no such thing.
    Result<void> put_link(std::string_view name, std::filesystem::path const& source, Phase);

    // Puts everything in place, and on the disk: no power cut leaves half of it.
    Result<void> commit();
    // Sets everything aside, on the disk, in place of what was set aside before.
    Result<void> set_aside();
    // Puts all that was set aside, beside what is put now; it stays set aside.
    Result<void> put_set_aside();

    static bool has_set_aside(std::filesystem::path const& root);
    using Visitor = std::function<Result<void>(std::string_view name, Phase, std::filesystem::path const&)>;
    // Calls `visit` with each file that was set aside, and where it lies; one put twice, twice.
    static Result<void> for_each_set_aside(std::filesystem::path const& root, Visitor const& visit);
    static void forget_set_aside(std::filesystem::path const& root);

    // Whether a commit was cut off, and the folder may be half one edition and half another.
    static bool were_cut_off(std::filesystem::path const& root);

    std::uint64_t bytes() const { return bytes_; } // of what was put so far

private:
    explicit StagedFiles(std::filesystem::path root);
    Result<void> begin_folder(std::uint64_t folder);
    Result<std::string> next(std::string_view name, Phase, std::uint64_t bytes);
    Result<void> close_journal();
    Result<void> apply() const;
    Result<void> forget();

    std::filesystem::path root_;
    std::filesystem::path folder_;
    std::optional<std::time_t> time_;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // guards all below
    FileDescriptor descriptor_; // of the folder
    std::ofstream journal_; // of what is staged: a line a file
    std::uint64_t count_ = 0;
    std::uint64_t folders_ = 0;
    // Of the next file in each of the folders that are being filled, in turn: threads that make files in the
    // same one wait for each other.
    std::array<std::uint64_t, 8> numbers_{};
    std::uint64_t bytes_ = 0;
};

// Gives a file or folder below another (AT_FDCWD: none) this time.
void date_file(int folder, std::string const& name, std::time_t);

// Returns when all that was written on the folder's disk is there.
Result<void> sync_file_system(std::filesystem::path const& folder);

} // namespace broadsheet::mirror
