#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "exchange/media_taker.h"
#include "media/store.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace broadsheet::cli {

// Takes an import's files into the newspaper's media, each once, whichever article names it first.
// Thread-safe.
class ImportMedia final : public exchange::MediaTaker {
public:
    ImportMedia(db::Database&, media::MediaStore const&, Clock const&, Random&);

    Result<Taken> take(std::string_view source, std::filesystem::path const& file) override;

private:
    Result<std::optional<Taken>> known(std::string const& key);
    Result<Taken> take_content(std::string const& key, std::string_view content);

    db::Database& database_;
    media::MediaStore const& store_;
    Clock const& clock_;
    Random& random_;
    std::mutex writing_; // one writer at a time: the others would only wait for the database
    std::mutex mutex_; // guards in_flight_
    std::condition_variable changed_;
    std::set<std::string> in_flight_; // keys being taken: two articles often name one picture
};

} // namespace broadsheet::cli
