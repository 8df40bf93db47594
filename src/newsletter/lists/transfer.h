#pragma once

#include "newsletter/lists/list_file.h"
#include "newsletter/subscriptions.h"
#include "newsroom/newsletters.h"

namespace broadsheet::newsletter {

// Lists of readers into a newsletter and out of it. Both need the vault's keys.

struct ImportChoices {
    std::string source; // named in each subscription's `place`
    std::string policy; // version they have agreed to, where the file does not say
};

struct Imported {
    ListFormat format = ListFormat::plain;
    std::int64_t added = 0;
    std::int64_t there_already = 0;
    std::int64_t ended_here = 0; // they have unsubscribed here, and stay so
    std::int64_t ended_there = 0; // not to be written to, and now known as that
    std::vector<std::size_t> refused_lines; // no address that can be written to; the first thousand
    std::int64_t refused = 0;
};

// Takes in a list, some hundred entries a transaction: repeated, it goes on where it stopped. With each entry
// comes its consent as far as the file knows it: the day, the version of the policy, and where it was given.
Result<Imported> import_list(db::Connection&, vault::Keys const&, Clock const&, Random&,
    newsroom::Newsletter const&, ImportChoices const&, Pieces const&);

// Writes the active subscribers in the order of their numbers, and returns how many they are. Memory does not
// grow with them.
Result<std::int64_t> export_list(db::Connection&, vault::Keys const&, Random&, newsroom::Newsletter const&,
    ListFormat, std::function<Result<void>(std::string_view)> const& write);

} // namespace broadsheet::newsletter
