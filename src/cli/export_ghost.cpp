#include "cli/commands.h"
#include "cli/exchange_progress.h"
#include "cli/newspaper.h"
#include "cli/recovery.h"
#include "cli/working_folder.h"
#include "exchange/ghost_export.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

Result<ExitCode> export_ghost(Context const& context, ExportOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    tell_recovered(recover(context.options));
    auto const working = TRY(WorkingFolder::create_in(context.options.data, "export"));
    exchange::ExportPlace const place{options.file, TRY(working.unfinished_name_of(options.file))};
    ExchangeProgress progress(context.clock);
    auto exported = TRY(exchange::export_ghost(*newspaper.database, context.clock, place, &progress));
    fmt::print("Wrote {} articles and pages, {} tags, {} bylines and {} redirects to {}.\n"
               "Pictures and files are not in it: they are in {}.\n",
        exported.articles, exported.tags, exported.bylines, exported.redirects, options.file.string(),
        media_folder(context.options).string());
    return done;
}

} // namespace broadsheet::cli
