#pragma once

#include "base/log.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "http/client.h"
#include "support/contributions.h"
#include "support/ledger_heads.h"

#include <type_traits>

namespace broadsheet::cli {

// Runs body(connection, contributions), which returns a Result, on the newspaper's database. What it adds to
// the ledger is noted outside of it.
template <typename Body>
auto with_contributions(Context const& context, Body&& body)
    -> std::invoke_result_t<Body, db::Connection&, support::Contributions&>
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    http::CurlClient client;
    support::Contributions contributions(*connection, {context.clock, context.random, client});
    auto result = body(*connection, contributions);
    if (auto const noted = support::LedgerHeads(context.options.data).note(*connection); !noted)
        log_error("{}", noted.error().message);
    return result;
}

} // namespace broadsheet::cli
