#pragma once

#include "cli/commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <typeindex>

namespace broadsheet::cli {

// Adds commands to the command line, and keeps what their options are read into.
class CommandBuilder {
public:
    using Action = std::function<Result<ExitCode>(Context const&)>;

    explicit CommandBuilder(CLI::App& top)
        : top_(top)
    {
    }

    // What commands that belong to no group are added below.
    CLI::App* top() { return &top_; }

    // Returns the one instance of a kind of options: several commands read into it.
    template <typename Options>
    Options& options()
    {
        auto& kept = options_[typeid(Options)];
        if (!kept)
            kept = std::make_shared<Options>();
        return *static_cast<Options*>(kept.get());
    }

    // Adds a command to which no action belongs yet.
    CLI::App* add_named(CLI::App* parent, std::string const& name, char const* description);
    // Adds one that stands for those below it, of which one must be given.
    CLI::App* add_group(char const* name, char const* description);
    CLI::App* add_group(CLI::App* parent, char const* name, char const* description);
    // Adds one whose action is chosen where it was the one given.
    CLI::App* add_command(CLI::App* parent, char const* name, char const* description, Action);

    // Returns the action of the command that was given, once all is parsed.
    Action const& chosen() const { return chosen_; }

private:
    CLI::App& top_;
    std::map<std::type_index, std::shared_ptr<void>> options_;
    Action chosen_;
};

} // namespace broadsheet::cli
