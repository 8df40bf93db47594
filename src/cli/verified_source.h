#pragma once

#include "cli/options.h"
#include "cli/progress_bar.h"
#include "mirror/verify/verify.h"

#include <optional>

namespace broadsheet::cli {

bool is_address(std::string_view what);

// Reads what the command line says of it, but for what was seen before. The bar, which must outlive what is
// returned, is drawn meanwhile.
Result<mirror::VerifyOptions> how_to_verify(VerifyCommandOptions const&, ProgressBar&);

// Opens what is to be verified, or was seen before: a folder, a tar file ("-": standard input) or an address.
// The client must outlive it.
Result<std::unique_ptr<mirror::Source>> open_source(http::Client&, std::string const& what);

// Whether it is a tar file that one program would unpack in another way than the next, and so is bad.
bool is_ambiguous(Result<std::unique_ptr<mirror::Source>> const&);

// Refuses what has none of a mirror's files, or is not one whole edition: what somebody has mistyped is told
// as that, and not as a forgery.
Result<void> check_is_mirror(mirror::Source&, std::string const& what);

// Reads what was seen before into the options: a checkpoint in a file, or a whole mirror, which is kept in
// `newer`.
Result<void> read_since(
    http::Client&, std::string const& since, mirror::VerifyOptions&, std::unique_ptr<mirror::Source>& newer);

// Returns the text that proves the one file `what`: from the file or mirror `proof`, or, where that is empty,
// from the file beside it; nothing where there is none, and `what` is to be a whole mirror. That beside it
// counts, too, where the mirror has another edition of the file by now, or none; the mirror is what was seen
// before then. (Not where something else is.)
Result<std::optional<std::string>> find_proof(http::Client&, std::string const& what,
    std::string const& proof, mirror::VerifyOptions&, std::unique_ptr<mirror::Source>& newer);

} // namespace broadsheet::cli
