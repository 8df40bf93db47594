#pragma once

#include "cli/newspaper.h"
#include "mirror/build.h"
#include "mirror/log/log_folder.h"

namespace broadsheet::cli {

// Returns the newspaper's title, which becomes part of its log's name.
Result<std::string> mirror_title(Newspaper&);

// Opens the newspaper's own log. The error for one that is damaged says what to do.
Result<mirror::LogFolder> open_own_log(Context const&);

// Checks that a folder does not hold the log of another newspaper, which would be served as this one's;
// conflict otherwise. Where either has no log that can be read, nothing is known against it.
Result<void> check_is_own_mirror(Context const&, std::filesystem::path const& folder);

// Builds the newspaper's signed mirror with its own log and key; the editions to take away that lie in
// DATA/takeaway go into it.
Result<mirror::BuildReport> build_signed_mirror(
    Context const&, Newspaper&, site::Site const&, mirror::BuildOptions);

// The same where it is due: there is a newer edition than the folder's, and the slot in which that was
// published is over. So what is published within a slot goes out together, and no mirror tells when exactly.
// Another build that is at work is not an error, nor is an edition that waits for its signature. To be called
// now and then; why it failed last stands in the milestone `mirror_failed`.
Result<void> build_mirror_when_due(Context const&, Newspaper&, site::Site const&,
    std::filesystem::path const& mirror, unsigned slot_minutes, db::Connection&);

} // namespace broadsheet::cli
