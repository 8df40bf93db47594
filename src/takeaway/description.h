#pragma once

#include "takeaway/selection.h"

#include <string>

namespace broadsheet::takeaway {

// What an edition says about itself. It names no host and no time finer than a day.
struct Description {
    std::string title; // of readers' shelves: "The Lantern: Politics"
    std::string description;
    std::string language; // ISO 639-3: "eng"
    std::string creator; // the newspaper
    std::string publisher;
    std::string date; // "2024-05-20", when what is in it last changed
    std::string name; // the same for each new edition of the same part: "the-lantern_en_politics"
};

// Returns what an edition of the chosen part is called. `title` and `description` go before what the
// newspaper's settings say.
Description describe(site::Catalogue const&, Chosen const&, std::string const& title = "",
    std::string const& description = "");

// Checks what ZIM files must say (https://wiki.openzim.org/wiki/Metadata), because zimcheck does not: title
// of 1 to 30 characters, description of 1 to 80, a language of three letters, creator, publisher, date and
// name, and an illustration that is a PNG of 48x48 pixels. The error says which and what to do.
Result<void> check_zim_metadata(Description const&, std::string_view illustration);

} // namespace broadsheet::takeaway
