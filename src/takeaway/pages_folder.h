#pragma once

#include "media/store.h"
#include "site/site.h"
#include "takeaway/selection.h"

#include <filesystem>

namespace broadsheet::takeaway {

struct StagedPages {
    std::uint64_t pages = 0;
    std::string first_page; // the file to open first, relative to the folder
};

// Writes the pages of a part of the archive into an empty folder, as they are on the web
// (EditionReader::page), with the media they name, so that they are read from files: a link leads to a file,
// and what would lead out of the part is text. `selection` is a year, a section, or neither; not both, and no
// week: these have no page of their own to begin with.
Result<StagedPages> stage_pages(site::EditionReader const&, media::MediaStore const&, Selection const&,
    Chosen const&, std::filesystem::path const& folder);

} // namespace broadsheet::takeaway
