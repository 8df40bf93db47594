#include "cli/completions.h"

#include <fmt/format.h>
#include <iterator>

namespace broadsheet::cli {

namespace {

// Calls `visit(words before, command)` for the command and all below it.
template <typename Visit>
void walk(CommandText const& command, std::string const& before, Visit const& visit)
{
    visit(before, command);
    for (auto const& below : command.commands)
        walk(below, before.empty() ? below.name : before + " " + below.name, visit);
}

std::string words_of(CommandText const& command, CommandText const& root)
{
    std::string words;
    auto append = [&](std::string const& word) { words += (words.empty() ? "" : " ") + word; };
    for (auto const& below : command.commands)
        append(below.name);
    for (auto const* options : {&command.options, &root.options}) {
        for (auto const& option : *options) {
            if (option.name.starts_with("--")
                && (" " + words + " ").find(" " + option.name + " ") == words.npos)
                append(option.name);
        }
    }
    return words;
}

std::string bash(CommandText const& root)
{
    std::string cases;
    walk(root, "", [&](std::string const& before, CommandText const& command) {
        fmt::format_to(
            std::back_inserter(cases), "    \"{}\") words=\"{}\" ;;\n", before, words_of(command, root));
    });
    return fmt::format(R"(# bash completion for broadsheet
_broadsheet() {{
    local word path="" words="" index
    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${{COMP_WORDS[index]}}
        case "$word" in
        --data | --database) ((index++)) ;;
        -*) ;;
        *) path="${{path:+$path }}$word" ;;
        esac
    done
    case "$path" in
{}    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}")
    [ ${{#COMPREPLY[@]}} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -o filenames -F _broadsheet broadsheet
)",
        cases);
}

std::string escaped_for_fish(std::string_view text)
{
    std::string out;
    for (char c : text) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

std::string fish(CommandText const& root)
{
    std::string out = "# fish completion for broadsheet\n";
    walk(root, "", [&](std::string const& before, CommandText const& command) {
        std::string condition = before.empty() ? "__fish_use_subcommand" : "true";
        for (std::size_t start = 0; start < before.size();) {
            auto end = std::min(before.find(' ', start), before.size());
            condition += "; and __fish_seen_subcommand_from " + before.substr(start, end - start);
            start = end + 1;
        }
        for (auto const& below : command.commands)
            fmt::format_to(std::back_inserter(out), "complete -c broadsheet -f -n '{}' -a {} -d '{}'\n",
                condition, below.name, escaped_for_fish(below.description));
        for (auto const& option : command.options) {
            if (option.name.starts_with("--"))
                fmt::format_to(std::back_inserter(out), "complete -c broadsheet -n '{}' -l {}{} -d '{}'\n",
                    before.empty() ? "true" : condition, option.name.substr(2),
                    option.takes_value ? " -r" : "", escaped_for_fish(option.description));
        }
    });
    return out;
}

} // namespace

std::string completions(CommandText const& root, std::string_view shell)
{
    if (shell == "fish")
        return fish(root);
    if (shell == "zsh")
        return "#compdef broadsheet\nautoload -U +X bashcompinit && bashcompinit\n" + bash(root);
    return bash(root);
}

} // namespace broadsheet::cli
