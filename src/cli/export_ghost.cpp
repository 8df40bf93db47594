#include "cli/commands.h"
#include "cli/exchange_progress.h"
#include "cli/newspaper.h"
#include "cli/output_file.h"
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
    auto const output = TRY(OutputFile::open(options.file, options.force ? Overwrite::yes : Overwrite::no));
    auto const working = TRY(WorkingFolder::create_in(context.options.data, "export"));
    auto const file = output.place(working);
    exchange::ExportPlace const place{file, TRY(working.unfinished_name_of(file))};
    ExchangeProgress progress(context.clock);
    auto exported = TRY(exchange::export_ghost(*newspaper.database, context.clock, place, &progress));
    TRY(output.deliver(working));
    fmt::print(output.messages(),
        "Wrote {} articles and pages, {} tags, {} bylines and {} redirects to {}.\n"
        "Pictures and files are not in it: they are in {}.\n",
        exported.articles, exported.tags, exported.bylines, exported.redirects, output.name(),
        media_folder(context.options).string());
    return done;
}

} // namespace broadsheet::cli
