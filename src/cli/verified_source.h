#pragma once

#include "cli/options.h"
#include "cli/progress_bar.h"
#include "mirror/verify/verify.h"

#include <optional>

namespace broadsheet::cli {

bool is_address(std::string_view what);

// By what a mirror is judged.
struct Judging {
    mirror::VerifyOptions how;
    std::unique_ptr<mirror::Source> newer = {}; // VerifyOptions::newer
};

// Reads what the command line says of it. The client and the bar, which is drawn meanwhile, must outlive what
// is returned.
Result<Judging> how_to_verify(http::Client&, VerifyCommandOptions const&, ProgressBar&);

// Opens a mirror: a folder, a tar file ("-": standard input) or an address. The client must outlive it.
// Refused is what has none of a mirror's files, or is not one whole edition: what somebody has mistyped is
// told as that, and not as a forgery.
Result<std::unique_ptr<mirror::Source>> open_mirror(http::Client&, std::string const& what);

// Whether it is a tar file that one program would unpack in another way than the next, and so is bad.
bool is_ambiguous(Result<std::unique_ptr<mirror::Source>> const&);

// Returns the text that proves the one file `what`: from the file or mirror `proof`, or, where that is empty,
// from the file beside it; nothing where there is none, and `what` is to be a whole mirror. That beside it
// counts, too, where the mirror has another edition of the file by now, or none; the mirror is what was seen
// before then. (Not where something else is.)
Result<std::optional<std::string>> find_proof(
    http::Client&, std::string const& what, std::string const& proof, Judging&);

} // namespace broadsheet::cli
