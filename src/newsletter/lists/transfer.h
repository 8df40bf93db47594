#pragma once

#include "newsletter/lists/list_file.h"
#include "newsletter/subscriptions.h"
#include "newsroom/newsletters.h"

namespace broadsheet::newsletter {

// Lists of readers into a newsletter and out of it. Both need the vault's keys.

// Said for a policy: it is not known to which version they have agreed, and none is recorded.
constexpr std::string_view no_policy = "none";

struct ImportChoices {
    std::string policy; // version they have agreed to, where the file does not say; empty: the file has to
};

// A line that nobody was taken in from.
struct RefusedLine {
    enum class Why { address, international_address, day_unclear, day_to_come };
    std::size_t line = 0;
    Why why = Why::address;
};
std::string_view text_of(RefusedLine::Why);

struct Imported {
    ListFormat format = ListFormat::plain;
    std::int64_t added = 0;
    std::int64_t there_already = 0;
    std::int64_t ended_here = 0; // they have unsubscribed here, and stay so
    std::int64_t ended_there = 0; // not to be written to, and now known as that
    std::int64_t never_confirmed = 0; // there; passed over
    std::int64_t without_day = 0; // of those added: the file says no day of consent, today's is recorded
    std::vector<RefusedLine> refused_lines; // the first thousand
    std::int64_t refused = 0;
    std::vector<std::string> passed_over; // columns that nothing is read from
};

// Takes in a list, some hundred entries a transaction: repeated, it goes on where it stopped. With each entry
// comes its consent as far as the file knows it: the day, the version of the policy, and where it was given.
// `invalid` where neither the file nor `choices` says which version that is. What cannot be understood stops
// it; the entries before that are taken in.
Result<Imported> import_list(db::Connection&, vault::Keys const&, Clock const&, Random&,
    newsroom::Newsletter const&, ImportChoices const&, Pieces const&);

// Writes the active subscribers in the order of their numbers, and returns how many they are. Memory does not
// grow with them.
Result<std::int64_t> export_list(db::Connection&, vault::Keys const&, Random&, newsroom::Newsletter const&,
    ListFormat, std::function<Result<void>(std::string_view)> const& write);

} // namespace broadsheet::newsletter
