#include "cli/command_line/command_builder.h"

#include "cli/examples.h"

namespace broadsheet::cli {

CLI::App* CommandBuilder::add_named(CLI::App* parent, std::string const& name, char const* description)
{
    auto* command = parent->add_subcommand(name, description);
    command->fallthrough();
    command->footer(examples_of(parent == &top_ ? name : parent->get_name() + " " + name));
    return command;
}

CLI::App* CommandBuilder::add_group(char const* name, char const* description)
{
    return add_group(&top_, name, description);
}

CLI::App* CommandBuilder::add_group(CLI::App* parent, char const* name, char const* description)
{
    auto* group = add_named(parent, name, description);
    group->require_subcommand(1);
    return group;
}

CLI::App* CommandBuilder::add_command(
    CLI::App* parent, char const* name, char const* description, Action action)
{
    auto* command = add_named(parent, name, description);
    command->callback([this, action = std::move(action)] { chosen_ = action; });
    return command;
}

} // namespace broadsheet::cli
