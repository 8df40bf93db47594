#include "cli/manual.h"

#include <fmt/format.h>
#include <iterator>

namespace broadsheet::cli {

namespace {

// Keeps roff from reading text as its own requests and hyphens.
std::string roff(std::string_view text)
{
    std::string out;
    for (char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

void append_option(std::string& out, OptionText const& option)
{
    auto value = option.name.starts_with("--") && option.takes_value ? " \\fIVALUE\\fR" : "";
    fmt::format_to(
        std::back_inserter(out), ".TP\n\\fB{}\\fR{}\n{}", roff(option.name), value, roff(option.description));
    if (!option.default_text.empty())
        fmt::format_to(std::back_inserter(out), " (default: {})", roff(option.default_text));
    if (!option.variable.empty())
        fmt::format_to(std::back_inserter(out), ". Environment: {}", roff(option.variable));
    out += '\n';
}

void append_command(std::string& out, std::string const& before, CommandText const& command)
{
    auto name = before + command.name;
    if (command.commands.empty()) {
        fmt::format_to(std::back_inserter(out), ".SS {}", roff(name));
        for (auto const& option : command.options) {
            if (!option.name.starts_with("--"))
                out += " " + option.name;
        }
        fmt::format_to(std::back_inserter(out), "\n{}.\n", roff(command.description));
        for (auto const& option : command.options) {
            if (option.name != "--help")
                append_option(out, option);
        }
        if (!command.examples.empty())
            fmt::format_to(std::back_inserter(out), ".PP\n.nf\n{}\n.fi\n", roff(command.examples));
    }
    for (auto const& below : command.commands)
        append_command(out, name + " ", below);
}

} // namespace

std::string manual_page(CommandText const& root, std::string_view version)
{
    auto out = fmt::format(
        ".TH BROADSHEET 1 \"\" \"broadsheet {}\" \"User Commands\"\n"
        ".SH NAME\nbroadsheet \\- {}\n"
        ".SH SYNOPSIS\n.B broadsheet\n[\\fB\\-\\-data\\fR \\fIDIR\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
        ".SH DESCRIPTION\n"
        "Publishes an independent newspaper: imports its archive, serves it, searches it, writes it "
        "to mirrors.\nSettings come from flags, else from environment variables, else from "
        "\\fIDIR\\fR/broadsheet.toml.\n"
        ".SH OPTIONS\n",
        version, roff(root.description));
    for (auto const& option : root.options)
        append_option(out, option);
    out += ".SH COMMANDS\n";
    for (auto const& command : root.commands)
        append_command(out, "", command);
    out += ".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\ndone in part, or found bad\n.TP\n2\nnot done\n"
           ".SH FILES\n.TP\n\\fIDIR\\fR/broadsheet.toml\nsettings of the server\n"
           ".TP\n\\fIDIR\\fR/broadsheet.db\nthe newspaper, unless it lives in PostgreSQL\n"
           ".TP\n\\fIDIR\\fR/media\npictures and files, by the hash of their content\n"
           ".TP\n\\fIDIR\\fR/search.db\nthe search index; made anew when it is missing\n"
           ".TP\n\\fIDIR\\fR/further-reading\nwhat articles lead to, for builds of mirrors; made anew when "
           "it is missing\n";
    return out;
}

} // namespace broadsheet::cli
