#include "cli/commands.h"
#include "cli/newspaper.h"
#include "newsroom/mirror_list.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

using Addresses = std::vector<std::string>;

bool changes(MirrorOptions const& options)
{
    return options.none || !options.addresses.empty() || !options.added.empty() || !options.removed.empty();
}

// Returns the list as it is to be.
Result<Addresses> changed(Addresses list, MirrorOptions const& options)
{
    if (options.none || !options.addresses.empty())
        return options.addresses;
    for (auto const& address : options.removed)
        if (std::erase(list, address) == 0)
            return not_found(fmt::format("--remove: {} is not in the list; `broadsheet mirror addresses` "
                                         "shows it",
                address));
    for (auto const& address : options.added)
        if (std::ranges::find(list, address) == list.end())
            list.push_back(address);
    return list;
}

} // namespace

Result<ExitCode> mirror_addresses(Context const& context, MirrorOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    if (changes(options)) {
        auto const former = TRY(newsroom::load_mirror_list(*connection));
        auto const list = TRY(changed(former, options));
        TRY(newsroom::change(
            *connection, context.clock, context.random, [&](newsroom::Change& change) -> Result<void> {
                return newsroom::save_mirror_list(change, list);
            }));
        for (auto const& address : former)
            if (std::ranges::find(list, address) == list.end())
                fmt::print(stderr, "No mirror any more: {}\n", address);
        fmt::print(stderr, "Readers' browsers learn of it with the next edition that is built and signed.\n");
    }
    for (auto const& address : TRY(newsroom::load_mirror_list(*connection)))
        fmt::print("{}\n", address);
    return done;
}

} // namespace broadsheet::cli
