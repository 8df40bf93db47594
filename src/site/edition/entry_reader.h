#pragma once

#include "base/result.h"
#include "db/connection.h"
#include "newsroom/change.h"
#include "site/edition/signatures.h"

#include <string>
#include <vector>

namespace broadsheet::site {

// The articles that changed after an edition.
struct EntryChanges {
    Entries published; // those that are published now, in one of the newspaper's languages
    std::vector<ShortNumber> numbers; // of all that changed, sorted
};

// Adds an article as if it were published.
void add_entry(Entries&, Signatures&, newsroom::Article const&, std::uint8_t language);

// The signatures of what is published now go into those that are given.
Result<EntryChanges> read_entries(
    db::Connection&, std::vector<std::string> const& languages, newsroom::Edition after, Signatures&);

// Reads all signatures of an edition, which the connection's transaction sees.
Result<SharedSignatures> read_signatures(db::Connection&, std::size_t articles);

} // namespace broadsheet::site
