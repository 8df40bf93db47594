#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::mirror {

struct SettledProofs {
    std::size_t written = 0;
    std::vector<std::string> failures; // editions whose proof cannot be made, and why
};

// Whether a file of editions to take away is a proof, lantern.zim.proof (FileProof), of lantern.zim.
bool is_proof(std::filesystem::path const&);

// Makes each edition in a folder, lantern.zim, have beside it the proof that the newspaper's own log has this
// very file, and no other proof: one that is not of the file as it is now, or that cannot be made because the
// log is damaged, is removed, and one that says the same already stays. Reads every edition that may have
// one.
Result<SettledProofs> settle_proofs(std::filesystem::path const& takeaway, std::filesystem::path const& log);

// Removes the proof beside an edition that is not of the file as it is now.
Result<void> drop_stale_proof(std::filesystem::path const& edition);

} // namespace broadsheet::mirror
