#pragma once

#include "site/site.h"
#include "takeaway/made.h"
#include "takeaway/selection.h"

#include <filesystem>

namespace broadsheet::takeaway {

// Articles as bare pages without pictures or styles, a few kilobytes each, and lists of them by year: for
// lines that carry little, and for programs that read aloud. index.html lists the years, newest first.

struct TextFolderOptions {
    Selection selection;
    std::filesystem::path to; // a new or empty folder, or an earlier text edition, which it replaces
};
Result<Made> make_text_folder(site::Site const&, TextFolderOptions const&);

struct TextFileOptions {
    Selection selection;
    std::filesystem::path to; // a new file, or one to take the place of
    std::filesystem::path unfinished; // a name beside it that nobody else has
};
// Writes them as one ZIP file, which one proof proves. The same articles give the same bytes.
Result<Made> make_text_file(site::Site const&, TextFileOptions const&);

} // namespace broadsheet::takeaway
