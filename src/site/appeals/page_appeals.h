#pragma once

#include "newsroom/appeal.h"

namespace broadsheet::site {

struct Rendering;

// What asks readers for support on one page. Both point into the edition's catalogue, or to what is
// previewed.
struct PageAppeals {
    newsroom::Appeal const* bar = nullptr;
    newsroom::Appeal const* message = nullptr;
    // Set once a template has placed it, so that it is there once.
    bool is_bar_written = false;
    bool is_message_written = false;

    bool are_any() const { return bar || message; }
};

// Chooses for a page whose language, kinds and subject are known. `previewed` is shown wherever it could
// stand, whatever its times and the pages it is meant for; nullptr: nothing is previewed.
PageAppeals appeals_for(Rendering const&, newsroom::Appeal const* previewed);

} // namespace broadsheet::site
