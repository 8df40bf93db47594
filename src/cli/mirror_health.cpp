#include "cli/commands.h"
#include "cli/newspaper.h"
#include "http/client.h"
#include "mirror/health_board.h"
#include "mirror/overview.h"
#include "newsroom/mirror_list.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

Result<ExitCode> mirror_health(Context const& context, MirrorOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const log = TRY(mirror::overview_of(options.from));
    http::CurlClient client;
    mirror::HealthBoard board(options.from);
    board.look(TRY(newsroom::load_mirror_list(*connection)), client, context.clock.now());
    fmt::print("Edition {} of {}, {} files; keys: {}\n", log.edition, log.slot, log.files, log.fingerprint);
    bool is_well = true;
    for (auto const& health : board.health()) {
        bool const is_good = health.trouble.empty() && health.log_size == log.size;
        is_well = is_well && is_good;
        if (!health.trouble.empty())
            fmt::print("{}: not well: {}\n", health.address, health.trouble);
        else
            fmt::print("{}: edition {} of {}{}\n", health.address, health.edition, health.slot,
                is_good ? "" : ", which is not the newest");
    }
    return is_well ? done : done_in_part;
}

} // namespace broadsheet::cli
