#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

namespace {

void add_mail_keys(CommandBuilder& commands, CLI::App* parent)
{
    auto& options = commands.options<MailOptions>();
    auto* command = commands.add_command(parent, "dkim-key",
        "Make a key that signs mail, and print the record to publish",
        [&options](Context const& context) { return mail_dkim_key(context, options); });
    command->add_option("DOMAIN", options.domain, "The domain that signs: the sender's, or one above it")
        ->required();
    command->add_option("--selector", options.selector, "The key's name; made from the year otherwise");
    command
        ->add_option(
            "--algorithm", options.algorithm, "rsa, which all know, or ed25519, which is short and fast")
        ->check(CLI::IsMember({"rsa", "ed25519"}))
        ->capture_default_str();
    auto* activate = command->add_flag("--activate", options.activate, "Let a key that was made before sign");
    command->add_flag("--remove", options.remove, "Remove it")->excludes(activate);
}

} // namespace

void add_mail(CommandBuilder& commands)
{
    auto& options = commands.options<MailOptions>();
    auto* parent = commands.add_group("mail", "How mail leaves: sender, relays, signatures");
    commands.add_command(
        parent, "status", "Print all of it", [](Context const& context) { return mail_status(context); });
    auto* command = commands.add_command(parent, "sender", "Set who letters come from",
        [&options](Context const& context) { return set_mail_sender(context, options); });
    command->add_option("ADDRESS", options.address, "The sender's address")->required();
    command->add_option("--name", options.name, "The sender's name");
    command->add_option("--return-path", options.return_path, "Where reports of failed deliveries come in");
    command->add_option(
        "--own-name", options.own_name, "What we call ourselves to relays; the sender's domain otherwise");
    command = commands.add_command(parent, "relay", "Set a server that takes our mail, or remove one",
        [&options](Context const& context) { return set_mail_relay(context, options); });
    command->add_option("NAME", options.name, "What it is called here")->required();
    auto* url = command->add_option(
        "URL", options.url, "smtp://user@host:587?weight=2&connections=8&rate=14/s, or smtps://");
    command->add_option(
        "--password-file", options.password_file, "File, or pipe, that holds the user's password");
    command->add_flag("--remove", options.remove, "Remove it")->excludes(url);
    commands.add_command(parent, "try", "Connect to every relay, without sending anything",
        [](Context const& context) { return try_mail_relays(context); });
    command = commands.add_command(parent, "rate", "Set how much a provider takes, for all relays together",
        [&options](Context const& context) { return set_mail_rate(context, options); });
    command->add_option("DOMAIN", options.domain, "The provider's domain, after the @ of its users")
        ->required();
    command->add_option("RATES", options.rates, "As 20/s, or \"20/s 10000/h\"; nothing for no limit");
    add_mail_keys(commands, parent);
}

} // namespace broadsheet::cli
