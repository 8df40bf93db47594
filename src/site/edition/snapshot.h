#pragma once

#include "db/database.h"
#include "site/edition/card.h"
#include "site/edition/card_cache.h"
#include "site/edition/published_edition.h"

#include <memory>
#include <optional>
#include <span>

namespace broadsheet::site {

// One edition as one thread reads it: its catalogue, and the texts from a read transaction that sees exactly
// this edition. Used by one thread at a time; ends the transaction.
class Snapshot {
public:
    // The connection must be in a read transaction that sees exactly this edition.
    Snapshot(db::Database::Lease, std::shared_ptr<PublishedEdition const>, CardCache&);
    Snapshot(Snapshot&&) = default;
    Snapshot& operator=(Snapshot&&) = delete;
    ~Snapshot();

    PublishedEdition const& edition() const { return *edition_; }
    Catalogue const& catalogue() const { return edition_->catalogue(); }
    db::Connection& connection() const { return *lease_; }

    Result<SharedSignatures> signatures() const;
    // Returns where articles lead, made when it is first asked for.
    Result<std::shared_ptr<RelatedLists const>> related() const;

    // Returns the cards of articles, in the same order.
    Result<std::vector<CardPointer>> cards(std::span<Ordinal const>) const;
    Result<CardPointer> card(Ordinal) const;

    // What became of the article that has this address.
    struct Found {
        enum class State { published, withdrawn, absent } state = State::absent;
        Ordinal ordinal = 0;
        ArticlePointer text; // of a published one
    };
    Result<Found> article(std::size_t language, std::string_view slug) const;
    Result<ArticlePointer> article(Ordinal) const;

    // Width and height of a picture under /media/, if they are known.
    struct Size {
        int width = 0;
        int height = 0;
    };
    Result<std::optional<Size>> picture_size(std::string_view path) const;

private:
    db::Database::Lease lease_;
    std::shared_ptr<PublishedEdition const> edition_;
    CardCache* cards_;
};

} // namespace broadsheet::site
