// What the serving machine does where the log is signed elsewhere. docs/mirrors.md, "A key elsewhere".
#include "base/file.h"
#include "cli/commands.h"
#include "cli/mirror_build.h"
#include "cli/output_file.h"
#include "mirror/build.h"
#include "mirror/log_update.h"
#include "mirror/waiting_head.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

constexpr std::size_t most_bytes = 64u << 10;

} // namespace

Result<ExitCode> request_signature(Context const& context, SignatureOptions const& options)
{
    auto const log = mirror::log_folder(context.options.data);
    auto const head = TRY(mirror::WaitingHead::read(log));
    if (!head)
        return not_found("no edition waits for a signature: `broadsheet mirror build` makes one, where "
                         "DATA/keys/log.key lies elsewhere or witnesses have to cosign");
    auto const request = TRY(mirror::request_of(*head, log));
    auto const output = TRY(OutputFile::open(options.files.front(), Overwrite::yes));
    TRY(output.write(request.to_string()));
    fmt::print(output.messages(), "{} asks to sign {} leaves of the log {}. Take it where the key is:\n",
        output.name(), request.checkpoint.size, request.checkpoint.origin);
    auto const name = options.files.front().filename().string();
    auto const root = TRY(mirror::root_of_log(log));
    // The log's key signs first.
    if (head->minisign_signature.empty())
        fmt::print(output.messages(), "  broadsheet sign {} --key FILE\n", name);
    else
        fmt::print(output.messages(),
            "  broadsheet sign {} --key FILE --log-key {}    (each witness, with --since checkpoint the "
            "first time)\n",
            name, root.log_keys.front().text());
    return done;
}

Result<ExitCode> take_signature(Context const& context, SignatureOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto const title = TRY(mirror_title(newspaper));
    auto const origin = TRY(mirror::Origin::open(context.options.data, title, context.random));
    bool is_signed = false;
    for (auto const& file : options.files) {
        auto const bytes = TRY(read_file(file, most_bytes));
        auto const answer = TRY(mirror::SignAnswer::parse(bytes));
        is_signed = TRY(mirror::take_signatures(origin, answer));
    }
    if (!is_signed) {
        auto const root = TRY(mirror::root_of_log(origin.log));
        auto const head = TRY(mirror::WaitingHead::read(origin.log));
        auto const missing = head ? head->signed_checkpoint(root).error().message : "";
        fmt::print("Taken in, but not enough yet: {}. Make the next request with `broadsheet mirror "
                   "request`.\n",
            missing);
        return done_in_part;
    }
    if (TRY(mirror::put_signed(options.to, origin)))
        fmt::print("Signed: {} is ready for readers.\n", options.to.string());
    else
        fmt::print(
            "Signed. {0} was not the folder of this edition: `broadsheet mirror build --to {0}` brings it "
            "up to date.\n",
            options.to.string());
    return done;
}

} // namespace broadsheet::cli
