#pragma once

#include "exchange/import.h"
#include "media/store.h"

namespace broadsheet::exchange {

// Takes imported files into the newspaper's media folder and library. A file taken by an earlier run is found
// again by its name and content, and not processed a second time.
class LibraryMediaTaker final : public MediaTaker {
public:
    // All are borrowed.
    LibraryMediaTaker(ImportTarget const& target, media::MediaStore const& store)
        : target_(target)
        , store_(store)
    {
    }

    Result<Taken> take(std::string_view source, std::filesystem::path const& file) override;

private:
    ImportTarget target_;
    media::MediaStore const& store_;
};

} // namespace broadsheet::exchange
