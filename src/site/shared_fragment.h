#pragma once

#include "site/rendering.h"

#include <utility>

namespace broadsheet::site {

// Returns the HTML that all pages of the edition have under this name: written by `write()`, which returns a
// Result, where no page has done so before.
template <typename Write>
Result<std::string> shared_fragment(Rendering& rendering, Fragments::Name name, Write const& write)
{
    auto& fragments = rendering.snapshot.edition().fragments();
    auto text = fragments.text(name);
    if (!text) {
        auto const read_beyond = std::exchange(rendering.reads_beyond, false);
        auto html = TRY(write());
        fragments.keep(name, {std::move(html), rendering.reads_beyond});
        rendering.reads_beyond = read_beyond;
        text = fragments.text(name);
    }
    rendering.reads_beyond = rendering.reads_beyond || text->reads_beyond;
    return text->html;
}

} // namespace broadsheet::site
