#pragma once

#include "base/result.h"

#include <filesystem>

namespace broadsheet::mirror {

// Removes the proofs in a folder of editions to take away that are older than their edition, or have none.
Result<void> remove_outdated_proofs(std::filesystem::path const& takeaway);

// Writes beside each edition in the folder, lantern.zim, the proof that the mirror's log has it,
// lantern.zim.proof (FileProof), where there is none that says the same already. Returns how many were
// written. What the mirror does not have gets none.
Result<std::size_t> write_proofs(std::filesystem::path const& takeaway, std::filesystem::path const& mirror);

} // namespace broadsheet::mirror
