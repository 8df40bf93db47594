#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace broadsheet::cli {

struct OptionText {
    std::string name; // "--listen", or "FILE" for what stands by its place
    std::string description;
    std::string variable; // the environment variable, if there is one
    std::string default_text;
    bool takes_value = false;
    bool is_required = false;
};

// A command as help pages see it, apart from the library that parses it.
struct CommandText {
    std::string name;
    std::string description;
    std::string examples; // what stands below its help
    std::vector<OptionText> options;
    std::vector<CommandText> commands;
};

CommandText command_tree(CLI::App const&);

} // namespace broadsheet::cli
