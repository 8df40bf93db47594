#include "mirror/takeaway_proofs.h"

#include "base/file.h"
#include "mirror/log/log_folder.h"
#include "mirror/verify/file_proof.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view proof_ending = ".proof";
constexpr std::size_t most_bytes = 1u << 20;

// What is one file. A bundle has the mirror's own proof in it, and a folder of text is many.
bool is_edition(fs::path const& path)
{
    constexpr std::array endings{".zim", ".epub", ".zip"};
    return std::ranges::find(endings, path.extension().string()) != endings.end();
}

fs::path proof_of(fs::path const& edition)
{
    return edition.string() + std::string(proof_ending);
}

// Returns what is beside an edition; nothing where that is no proof.
std::optional<FileProof> read_proof(fs::path const& edition)
{
    auto const text = read_file(proof_of(edition), most_bytes);
    if (!text.ok())
        return {};
    auto proof = FileProof::parse(*text);
    return proof.ok() ? std::optional(std::move(*proof)) : std::nullopt;
}

Result<void> drop_proof(fs::path const& edition)
{
    std::error_code failed;
    fs::remove(proof_of(edition), failed);
    if (failed)
        return io_error(fmt::format("cannot remove {}, which is not of the file beside it: {}",
            proof_of(edition).string(), failed.message()));
    return {};
}

Result<bool> is_of(ManifestLine const& line, fs::path const& file)
{
    std::error_code failed;
    auto const size = fs::file_size(file, failed);
    return !failed && size == line.length && TRY(hash_of_file(file, line.salt)) == line.content;
}

// Returns the proof that the log has this very file; nothing where it has not.
Result<std::optional<FileProof>> prove(LogFolder const& log, fs::path const& edition)
{
    auto const name = fmt::format("takeaway/{}", edition.filename().string());
    auto const line = TRY(log.find(name));
    if (!line || !TRY(is_of(*line, edition)))
        return std::optional<FileProof>();
    auto const read = [&](std::string const& file) -> Result<std::string> {
        std::error_code failed;
        if (!fs::exists(log.path() / file, failed))
            return not_found(fmt::format("there is no {}", (log.path() / file).string()));
        return log.read(file);
    };
    return std::optional(TRY(prove_file(read, name)));
}

// Returns whether a proof was written.
Result<bool> settle(LogFolder const& log, fs::path const& edition)
{
    auto const proof = TRY(prove(log, edition));
    if (!proof) {
        TRY(drop_proof(edition));
        return false;
    }
    auto const there = read_proof(edition);
    // Of the same put, and it follows the keys as far.
    if (there && there->line.text() == proof->line.text() && there->roots.size() == proof->roots.size())
        return false;
    TRY(write_file_atomically(proof_of(edition), proof->to_string()));
    return true;
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

bool is_proof(fs::path const& path)
{
    return path.extension() == proof_ending;
}

Result<SettledProofs> settle_proofs(fs::path const& takeaway, fs::path const& log_folder)
{
    auto const log = TRY(LogFolder::open(log_folder));
    SettledProofs settled;
    for (auto const& path : TRY(files_in(takeaway))) {
        auto const edition = is_proof(path) ? fs::path(path).replace_extension() : path;
        std::error_code failed;
        if (!is_edition(edition))
            continue;
        if (is_proof(path)) {
            if (!fs::exists(edition, failed))
                TRY(drop_proof(edition));
            continue;
        }
        auto const written = settle(log, edition);
        if (written.ok()) {
            settled.written += *written ? 1 : 0;
            continue;
        }
        settled.failures.push_back(fmt::format(
            "takeaway/{}: it has no proof, which is to be made of {}: {}. If that is damaged, put it "
            "back from a backup, or from the newest mirror that `broadsheet verify` finds good",
            path.filename().string(), log_folder.string(), written.error().message));
        TRY(drop_proof(edition));
    }
    return settled;
}

Result<void> drop_stale_proof(fs::path const& edition)
{
    auto const proof = read_proof(edition);
    if (proof && TRY(is_of(proof->line, edition)))
        return {};
    return drop_proof(edition);
}

} // namespace broadsheet::mirror
