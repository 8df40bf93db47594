// Anybody's proof that a mirror is what the newspaper published. Needs no newspaper of one's own.
#include "mirror/verify/verify.h"
#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/verdict.h"
#include "cli/verified_source.h"
#include "http/client.h"
#include "mirror/verify/file_proof.h"

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

using mirror::Verdict;

Verdict verify_by_proof(std::string const& file, std::string const& proof, mirror::VerifyOptions const& how)
{
    auto const read = mirror::FileProof::parse(proof);
    return read.ok() ? mirror::verify_file(file, *read, how)
                     : bad(file, fmt::format("its proof is malformed: {}", read.error().message));
}

ExitCode tell(Context const& context, VerifyCommandOptions const& options, Verdict const& verdict)
{
    if (context.options.json)
        fmt::print("{}\n", boost::json::serialize(as_json(verdict)));
    else
        print(verdict, options.what, !options.key.empty());
    return code_of(verdict.state);
}

Result<ExitCode> verify(Context const& context, VerifyCommandOptions const& options)
{
    ProgressBar bar(context.clock);
    http::CurlClient client;
    auto judging = TRY(how_to_verify(client, options, bar));
    if (auto const proof = TRY(find_proof(client, options.what, options.proof, judging)))
        return tell(context, options, verify_by_proof(options.what, *proof, judging.how));
    auto source = open_mirror(client, options.what);
    if (is_ambiguous(source))
        return tell(context, options, bad(options.what, source.error().message));
    if (!source)
        return std::move(source).error();
    auto const verdict = mirror::verify(**source, judging.how);
    bar.end();
    return tell(context, options, verdict);
}

} // namespace

Result<ExitCode> verify_mirror(Context const& context, VerifyCommandOptions const& options)
{
    return or_not_known(verify(context, options));
}

} // namespace broadsheet::cli
