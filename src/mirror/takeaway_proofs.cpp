#include "mirror/takeaway_proofs.h"

#include "base/file.h"
#include "mirror/build.h"
#include "mirror/verify/file_proof.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view proof_ending = ".proof";
constexpr std::size_t most_bytes = 1u << 20;

// The text edition is a folder of many small pages, which travels with its mirror.
bool is_edition(fs::path const& path)
{
    constexpr std::array endings{".zim", ".epub"};
    return std::ranges::find(endings, path.extension().string()) != endings.end();
}

fs::path proof_of(fs::path const& edition)
{
    return edition.string() + std::string(proof_ending);
}

// Whether the proof that is there is of the same put, and follows the keys as far.
bool is_current(fs::path const& file, FileProof const& proof)
{
    auto const text = read_file(file, most_bytes);
    if (!text.ok())
        return false;
    auto const there = FileProof::parse(*text);
    return there.ok() && there->line.text() == proof.line.text() && there->roots.size() == proof.roots.size();
}

Result<std::vector<fs::path>> files_in(fs::path const& folder)
{
    std::vector<fs::path> files;
    TRY(for_each_file(folder, [&](fs::path const& path) -> Result<void> {
        if (path.parent_path() == folder)
            files.push_back(path);
        return {};
    }));
    return files;
}

} // namespace

Result<void> remove_outdated_proofs(fs::path const& takeaway)
{
    for (auto const& path : TRY(files_in(takeaway))) {
        auto edition = path;
        edition.replace_extension();
        if (path.extension() != proof_ending || !is_edition(edition))
            continue;
        std::error_code missing;
        auto const made_at = fs::last_write_time(edition, missing);
        if (missing || made_at > fs::last_write_time(path, missing))
            fs::remove(path, missing);
    }
    return {};
}

Result<std::size_t> write_proofs(fs::path const& takeaway, fs::path const& mirror)
{
    std::error_code failed;
    if (!fs::exists(mirror / "log/latest", failed) || !check_is_whole(mirror).ok())
        return std::size_t{0};
    auto const source = TRY(open_folder(mirror));
    std::size_t written = 0;
    for (auto const& path : TRY(files_in(takeaway))) {
        if (!is_edition(path))
            continue;
        auto const proof = prove_file(*source, fmt::format("takeaway/{}", path.filename().string()));
        if (!proof.ok() && proof.error().code == ErrorCode::not_found)
            continue;
        if (!proof.ok())
            return proof.error();
        if (is_current(proof_of(path), *proof))
            continue;
        TRY(write_file_atomically(proof_of(path), proof->to_string()));
        ++written;
    }
    return written;
}

} // namespace broadsheet::mirror
