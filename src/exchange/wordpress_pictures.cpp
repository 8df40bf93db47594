#include "exchange/wordpress_pictures.h"

#include "db/sqlite.h"

namespace broadsheet::exchange {

WordpressPictures::WordpressPictures(std::unique_ptr<db::Connection> database)
    : database_(std::move(database))
{
}

Result<WordpressPictures> WordpressPictures::make()
{
    auto database = TRY(db::open_temporary_sqlite());
    TRY(database->execute_script("CREATE TABLE pictures (id TEXT PRIMARY KEY, url TEXT, alt TEXT, caption "
                                 "TEXT) WITHOUT ROWID; BEGIN"));
    return WordpressPictures(std::move(database));
}

Result<void> WordpressPictures::add(std::string_view id, WordpressPicture const& picture)
{
    std::lock_guard lock(*mutex_);
    TRY(database_->execute("INSERT OR REPLACE INTO pictures (id, url, alt, caption) VALUES ($1, $2, $3, $4)",
        {id, picture.url, picture.alt, picture.caption}));
    return {};
}

Result<WordpressPicture> WordpressPictures::find(std::string_view id) const
{
    std::lock_guard lock(*mutex_);
    auto rows = TRY(database_->query("SELECT url, alt, caption FROM pictures WHERE id = $1", {id}));
    if (!TRY(rows.next()))
        return WordpressPicture();
    return WordpressPicture{rows.string(0), rows.string(1), rows.string(2)};
}

} // namespace broadsheet::exchange
