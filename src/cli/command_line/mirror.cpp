#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

namespace {

// An empty file or variable shall not switch a check off.
CLI::Validator not_empty()
{
    return {
        [](std::string& value) { return value.empty() ? std::string("it is empty") : std::string(); }, ""};
}

// What a reader knows from elsewhere, by which a mirror is judged.
void add_known(CLI::App& command, VerifyCommandOptions& options)
{
    command
        .add_option("--key", options.key,
            "What you know from elsewhere: the fingerprint of a root document, or the log's key "
            "(NAME+ID+BASE64)")
        ->check(not_empty());
    command
        .add_option("--since", options.since,
            "What was seen before: a file with a checkpoint, or a mirror (folder, tar file or address), "
            "which also tells "
            "an older log from a fork")
        ->check(not_empty());
    command.add_option("--witness", options.witnesses,
        "The key of a witness that you know from elsewhere (NAME+ID+BASE64); can be given more than once");
    command.add_option(
        "--quorum", options.quorum, "How many of these witnesses have to have cosigned; 1 if none is said");
    command
        .add_option(
            "--threads", options.threads, "Threads that read; 0 for one a core, or eight for an address")
        ->check(CLI::Range(0u, 256u))
        ->capture_default_str();
}

void add_mirror_keys(CommandBuilder& commands, CLI::App* parent)
{
    auto& options = commands.options<MirrorKeyOptions>();
    auto* command = commands.add_command(parent, "make-key", "Make a key in a file, on any host",
        [&options](Context const& context) { return make_mirror_key(context, options); });
    command->add_option("FILE", options.file, "The file to write; whoever has it, signs")->required();
    command->add_option("--name", options.name, "What the key is called")->required();
    command->add_flag("--witness", options.witness, "It is a witness's");
    command = commands.add_command(parent, "propose-keys",
        "Write a root document that names other keys, to be signed",
        [&options](Context const& context) { return propose_mirror_keys(context, options); });
    command->add_option("FILE", options.file, "The file to write")->required();
    command->add_option("--root-key", options.root_keys, "Signs root documents; all of them have to be named")
        ->required();
    command->add_option("--threshold", options.threshold, "How many root keys have to sign one")
        ->capture_default_str();
    command->add_option("--log-key", options.log_keys, "Signs mirrors; all of them have to be named")
        ->required();
    command->add_option("--witness-key", options.witness_keys, "Cosigns mirrors");
    command->add_option("--witnesses", options.witnesses, "How many witnesses have to cosign")
        ->capture_default_str();
    command = commands.add_command(parent, "sign-keys", "Sign a root document, on the host where the key is",
        [&options](Context const& context) { return sign_mirror_keys(context, options); });
    command->add_option("FILE", options.file, "The root document")->required();
    command->add_option("--key", options.key_file, "The file with the key")->required();
    command = commands.add_command(parent, "adopt-keys", "Let a root document hold from the next build on",
        [&options](Context const& context) { return adopt_mirror_keys(context, options); });
    command->add_option("FILE", options.file, "The root document, signed")->required();
    command->add_option(
        "--log-key-file", options.log_key_file, "The file with the new log key, if it is another");
}

void add_fetch(CommandBuilder& commands, CLI::App* parent)
{
    auto& options = commands.options<FetchCommandOptions>();
    auto* command = commands.add_command(parent, "fetch",
        "Copy a mirror from where it is, and prove it before it is there; run again, only what has changed",
        [&options](Context const& context) { return fetch_mirror(context, options); });
    command->add_option("FROM", options.what, "Its address, or a folder or tar file (-: standard input)")
        ->required();
    command
        ->add_option("--to", options.to,
            "The folder: an empty or new one, or that of the last time, which it then goes on from")
        ->required();
    add_known(*command, options);
}

} // namespace

void add_mirror(CommandBuilder& commands)
{
    auto& options = commands.options<MirrorOptions>();
    auto& signature = commands.options<SignatureOptions>();
    auto* parent = commands.add_group("mirror", "Copies of the newspaper that any file host can serve");
    auto* command = commands.add_command(parent, "build",
        "Write every page to a folder; run again, only what has changed",
        [&options](Context const& context) { return build_mirror(context, options); });
    command->add_option("--to", options.to, "The folder")->required();
    auto* precompress = command->add_flag("--precompress", options.precompress,
        "Also write what is text as .br and .gz; later builds of the folder do, too");
    command->add_flag("--no-precompress", options.no_precompress, "Do so no more")->excludes(precompress);
    command->add_flag("--all", options.all,
        "Render and compare every page, not only those that may have changed since the folder's last build: "
        "mends what somebody else changed in it");
    command->add_option("--slot", options.slot_minutes, "Minutes to which the log's times are rounded down")
        ->check(slot_minutes())
        ->capture_default_str();
    command->add_option("--threads", options.threads, "Threads that render; 0 for one a core")
        ->capture_default_str();
    command = commands.add_command(parent, "addresses",
        "Show or set where mirrors are, which readers' browsers are told",
        [&options](Context const& context) { return mirror_addresses(context, options); });
    auto* all
        = command->add_option("ADDRESS", options.addresses, "All of them, each with a slash at its end");
    auto* none = command->add_flag("--none", options.none, "There is none any more")->excludes(all);
    command->add_option("--add", options.added, "One more; can be given more than once")
        ->excludes(all)
        ->excludes(none);
    command->add_option("--remove", options.removed, "This one no more; can be given more than once")
        ->excludes(all)
        ->excludes(none);
    command = commands.add_command(parent, "health", "Ask the mirrors that readers are told of how they are",
        [&options](Context const& context) { return mirror_health(context, options); });
    command->add_option("--from", options.from, "The folder of the newspaper's own signed mirror")
        ->required();
    command = commands.add_command(parent, "push",
        "Copy a mirror to other hosts: the targets in mirror-targets.json",
        [&options](Context const& context) { return push_mirror(context, options); });
    command->add_option("TARGET", options.target, "Only the target of this name");
    command->add_option("--from", options.from, "The mirror's folder")->required();
    add_fetch(commands, parent);
    command = commands.add_command(parent, "request",
        "Write what has to be signed elsewhere before the last build may be shown",
        [&signature](Context const& context) { return request_signature(context, signature); });
    command->add_option("FILE", signature.files, "The file to write")->required()->expected(1);
    command = commands.add_command(parent, "take-signature",
        "Take in what was signed elsewhere, and publish the edition",
        [&signature](Context const& context) { return take_signature(context, signature); });
    command->add_option("FILE", signature.files, "What `broadsheet sign` has written")->required();
    command->add_option("--to", signature.to, "The folder of the last build")->required();
    add_mirror_keys(commands, parent);
}

void add_verify(CommandBuilder& commands)
{
    auto& options = commands.options<VerifyCommandOptions>();
    auto* command = commands.add_command(commands.top(), "verify",
        "Check a mirror, or one file of it: 0 it is genuine, 1 it is not, 2 its log ends before what was "
        "seen, 3 it could not "
        "be found out",
        [&options](Context const& context) { return verify_mirror(context, options); });
    command
        ->add_option("WHAT", options.what,
            "A folder, a tar file (-: standard input), or an address; or one file that has its proof beside "
            "it")
        ->required();
    command
        ->add_option("--proof", options.proof,
            "What proves the one file, an edition to take away: a file, or a mirror (folder, tar file or "
            "address) that has it. If none is said: that beside it, with .proof at its end")
        ->check(not_empty());
    add_known(*command, options);
    command->add_option("--ignore", options.host_files,
        "A file that the host wants there and the newspaper has not published (CNAME), or a folder "
        "(.well-known/); can be "
        "given more than once");
}

void add_sign(CommandBuilder& commands)
{
    auto& options = commands.options<SignOptions>();
    auto* command = commands.add_command(commands.top(), "sign",
        "Sign a mirror's log where its key is, away from the server; or cosign another log as a witness",
        [&options](Context const& context) { return sign_checkpoint(context, options); });
    command->add_option("REQUEST", options.request, "What `broadsheet mirror request` has written")
        ->required();
    command->add_option("--key", options.key_file, "The file with the key; a witness's cosigns")->required();
    command->add_option("--state", options.state,
        "The file that remembers what was signed last; beside the key, with .signed at its end, if none is "
        "said. Nothing is signed that does not go on from there");
    command->add_option("--since", options.since,
        "To begin with, where there is no such file yet: the log's last checkpoint, signed");
    command->add_flag(
        "--new", options.is_new, "To begin with: the log is new, and nothing was signed before");
    command->add_option("--log-key", options.log_key,
        "The log's own key (NAME+ID+BASE64), which a witness has to know, or that signed before this one");
    command->add_option("--to", options.to,
        "The file to write; beside the request, with .signed at its end, if none is said");
}

} // namespace broadsheet::cli
