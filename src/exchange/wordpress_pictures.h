#pragma once

#include "db/connection.h"
#include "exchange/wordpress_body.h"

#include <memory>
#include <mutex>

namespace broadsheet::exchange {

// The attachments of a WordPress export, by their ids, in a temporary database: an archive has more pictures
// than articles. Thread-safe.
class WordpressPictures {
public:
    static Result<WordpressPictures> make();

    // The last one of an id counts.
    Result<void> add(std::string_view id, WordpressPicture const&);
    // Returns an empty url for an unknown one.
    Result<WordpressPicture> find(std::string_view id) const;

private:
    explicit WordpressPictures(std::unique_ptr<db::Connection>);

    std::unique_ptr<db::Connection> database_;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // guards it
};

} // namespace broadsheet::exchange
