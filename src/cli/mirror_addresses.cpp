#include "cli/commands.h"
#include "cli/newspaper.h"
#include "newsroom/mirror_list.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

Result<ExitCode> mirror_addresses(Context const& context, MirrorOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    if (!options.addresses.empty() || options.none) {
        auto const former = TRY(newsroom::load_mirror_list(*connection));
        TRY(newsroom::change(
            *connection, context.clock, context.random, [&](newsroom::Change& change) -> Result<void> {
                return newsroom::save_mirror_list(change, options.addresses);
            }));
        for (auto const& address : former)
            if (std::ranges::find(options.addresses, address) == options.addresses.end())
                fmt::print(stderr, "No mirror any more: {}\n", address);
    }
    for (auto const& address : TRY(newsroom::load_mirror_list(*connection)))
        fmt::print("{}\n", address);
    return done;
}

} // namespace broadsheet::cli
