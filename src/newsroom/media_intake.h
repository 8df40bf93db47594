#pragma once

#include "newsroom/media_library.h"

namespace broadsheet::newsroom {

// How files come into the library and leave it, so that no entry is ever without its file.

// Tells of it (to the audit log) within the change that enters or removes the item.
using TellOfMedia = std::function<Result<void>(Change&, MediaItem const&)>;

// Stores a file and enters it in the library with what `said` says of it (name, alt, added_by and the like).
// Returns the item, or the one that is there with the same content, which stays as it is and is not told of.
// Errors: those of MediaStore::take(), which touches no database.
Result<MediaItem> take_into_library(db::Connection&, Clock const&, Random&, media::MediaStore const&,
    std::string_view bytes, MediaItem said, TellOfMedia const&);

// Takes the item out of the library, and then its file. Refused (`conflict`) while it is used. Should the
// program be killed in between, the file stays, and nothing names it.
Result<void> take_out_of_library(db::Connection&, Clock const&, Random&, media::MediaStore const&,
    std::string_view id, TellOfMedia const&);

} // namespace broadsheet::newsroom
