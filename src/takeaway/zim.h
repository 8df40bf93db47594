#pragma once

#include "media/store.h"
#include "site/site.h"
#include "takeaway/description.h"
#include "takeaway/made.h"

#include <filesystem>

namespace broadsheet::takeaway {

struct ZimOptions {
    Selection selection;
    std::string title; // empty: the newspaper's, and what the part is called
    std::string description; // empty: the newspaper's
    std::filesystem::path to; // a new file, or one to take the place of
    std::filesystem::path unfinished; // a name beside it that nobody else has
    std::filesystem::path pages; // a folder to be made, for the pages on their way
    std::string program = "zimwriterfs"; // of Debian's zim-tools
};

// Writes pages of one language as a ZIM file with a full-text index, for Kiwix and other readers
// (https://wiki.openzim.org/wiki/ZIM_file_format), by zimwriterfs: a program of its own, so that its licence
// stays its own.
Result<Made> make_zim(site::Site const&, media::MediaStore const&, ZimOptions const&);

} // namespace broadsheet::takeaway
