#pragma once

#include "site/site.h"
#include "takeaway/made.h"
#include "takeaway/selection.h"

#include <filesystem>

namespace broadsheet::takeaway {

struct TextOptions {
    Selection selection;
    std::filesystem::path to; // a new or empty folder, or an earlier text edition, which it replaces
};

// Writes articles as bare pages without pictures or styles, a few kilobytes each, and lists of them by year:
// for lines that carry little, and for programs that read aloud. index.html lists the years, newest first.
Result<Made> make_text_edition(site::Site const&, TextOptions const&);

} // namespace broadsheet::takeaway
