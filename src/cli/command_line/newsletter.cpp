#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

namespace {

void add_one_reader(CommandBuilder& commands, CLI::App* newsletters)
{
    auto& secrets = commands.options<VaultOptions>();
    auto& options = commands.options<NewsletterOptions>();
    auto* parent = commands.add_group(newsletters, "reader", "One address, whose reader has written to you");
    auto const add = [&](ReaderAct act, char const* name, char const* what) {
        auto* command
            = commands.add_command(parent, name, what, [&secrets, &options, act](Context const& context) {
                  options.act = act;
                  return one_reader(context, options, secrets);
              });
        command->add_option("--address-file", options.address_file,
            "A file with the address, or /dev/fd/3; without it, it is typed");
        add_vault_secrets(commands, command);
    };
    add(ReaderAct::look, "look", "Print what is known of it");
    add(ReaderAct::unsubscribe, "unsubscribe", "End all its subscriptions, and delete it but for its hash");
    add(ReaderAct::block, "block", "Let no import bring it onto a list, known or not");
    add(ReaderAct::erase, "erase", "Delete all that is kept of it, the hash too");
}

} // namespace

void add_newsletter(CommandBuilder& commands)
{
    auto& secrets = commands.options<VaultOptions>();
    auto& options = commands.options<NewsletterOptions>();
    auto* parent = commands.add_group("newsletter", "Newsletters, and lists of who gets them");
    commands.add_command(parent, "list", "Print all of them, with how many readers they have",
        [](Context const& context) { return list_newsletters(context); });
    auto* command = commands.add_command(parent, "create",
        "Add one; its sign-up box and schedule are set in the newsroom",
        [&options](Context const& context) { return create_newsletter(context, options); });
    command->add_option("SLUG", options.slug, "Its name in addresses: weekly")->required();
    command->add_option("--name", options.name, "Its name for readers")->required();
    command->add_option("--language", options.language, "Its language; without it, the newspaper's first");
    command = commands.add_command(parent, "import", "Take in a list of subscribers, with their consent",
        [&secrets, &options](
            Context const& context) { return import_subscribers(context, options, secrets); });
    command->add_option("SLUG", options.slug, "The newsletter")->required();
    command
        ->add_option("FILE", options.file,
            "CSV: of Ghost's members, listmonk's subscribers, or with a column \"email\" and, where "
            "some have left, \"status\"")
        ->required();
    command->add_option("--policy", options.policy,
        "The version of the privacy policy they have agreed to, where the file does not say; none: unknown");
    add_vault_secrets(commands, command);
    command = commands.add_command(parent, "export", "Write the addresses of all subscribers",
        [&secrets, &options](
            Context const& context) { return export_subscribers(context, options, secrets); });
    command->add_option("SLUG", options.slug, "The newsletter")->required();
    command->add_option("FILE", options.file, "The file to write, for its owner alone; -: standard output")
        ->required();
    add_force(command, options.force);
    command->add_option("--format", options.format, "csv (all we know), ghost, listmonk or plain")
        ->capture_default_str();
    add_vault_secrets(commands, command);
    add_one_reader(commands, parent);
}

} // namespace broadsheet::cli
