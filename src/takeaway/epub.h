#pragma once

#include "media/store.h"
#include "site/site.h"
#include "takeaway/made.h"
#include "takeaway/selection.h"

#include <filesystem>

namespace broadsheet::takeaway {

struct EpubOptions {
    Selection selection;
    std::string title;
    std::filesystem::path to; // a new file, or one to take the place of
    std::filesystem::path unfinished; // a name beside it that nobody else has
    std::size_t most_articles = 2'000; // readers' devices are slow
};

// Writes articles as an EPUB 3 book (https://www.w3.org/TR/epub-33/), the oldest first, with their pictures.
// The same articles give the same bytes.
Result<Made> make_epub(site::Site const&, media::MediaStore const&, EpubOptions const&);

} // namespace broadsheet::takeaway
