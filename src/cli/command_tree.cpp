#include "cli/command_tree.h"

#include <CLI/CLI.hpp>

namespace broadsheet::cli {

CommandText command_tree(CLI::App const& app)
{
    CommandText command{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
    for (auto const* option : app.get_options()) {
        bool positional = option->get_positional();
        command.options.push_back(
            {positional ? option->get_name(true, false) : "--" + option->get_lnames().front(),
                option->get_description(), option->get_envname(), option->get_default_str(),
                option->get_items_expected_max() > 0, option->get_required()});
    }
    for (auto const* below : app.get_subcommands([](CLI::App const*) { return true; }))
        command.commands.push_back(command_tree(*below));
    return command;
}

} // namespace broadsheet::cli
