#pragma once

#include "exchange/import.h"
#include "media/store.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace broadsheet::exchange {

// Takes imported files into the newspaper's media folder and library, each once, whichever article names it
// first. A file taken by an earlier run is found again by its name and content. Thread-safe.
class LibraryMediaTaker final : public MediaTaker {
public:
    // All are borrowed.
    LibraryMediaTaker(ImportTarget const& target, media::MediaStore const& store)
        : target_(target)
        , store_(store)
    {
    }

    Result<Taken> take(std::string_view source, std::filesystem::path const& file) override;
    Result<void> take_back(newsroom::MediaItem const&, std::filesystem::path const& file) override;
    // Reads the whole library when first called, and answers from that.
    Result<std::optional<Taken>> taken_before(std::string_view source) override;

private:
    using TakenBefore = std::unordered_map<std::string, Taken>; // by source

    Result<TakenBefore> read_library() const;
    Result<std::optional<Taken>> known(std::string const& key) const;
    Result<Taken> take_once(std::string const& key, std::filesystem::path const& file);
    Result<void> add(newsroom::MediaItem const&);

    ImportTarget target_;
    media::MediaStore const& store_;
    std::mutex writing_; // one writer at a time: the others would only wait for the database
    std::mutex mutex_; // guards all below
    std::condition_variable changed_;
    std::set<std::string> in_flight_; // keys being taken: two articles often name one picture
    std::optional<TakenBefore> taken_before_;
};

} // namespace broadsheet::exchange
