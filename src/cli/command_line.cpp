#include "cli/command_line.h"

#include "cli/command_line/command_builder.h"
#include "cli/command_line/groups.h"
#include "cli/command_tree.h"
#include "cli/commands.h"
#include "cli/completions.h"
#include "cli/examples.h"
#include "cli/manual.h"
#include "cli/newspaper.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

class CommandLine {
public:
    CommandLine()
    {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "broadsheet " BROADSHEET_VERSION);
        app_.failure_message(CLI::FailureMessage::simple);
        app_.footer(examples_of(""));
        auto& global = commands_.options<GlobalOptions>();
        app_.add_option("--data", global.data, "The newspaper's folder")->envname("BROADSHEET_DATA");
        app_.add_option("--database", global.database,
                "postgres://… instead of the SQLite file in the newspaper's folder")
            ->envname("BROADSHEET_DATABASE");
        app_.add_flag("--json", global.json, "Print what another program can read")
            ->envname("BROADSHEET_JSON");
        for (auto* add : {add_init, add_settings, add_integration, add_vault, add_newsletter, add_support,
                 add_mail, add_serve, add_import, add_export, add_mirror, add_takeaway, add_verify,
                 add_backup, add_sign, add_check})
            add(commands_);
        add_help_pages();
    }

    int run(int argc, char const* const* argv);

private:
    void add_help_pages();
    Result<void> apply_settings_file(int argc, char const* const* argv);

    CLI::App app_{"The whole of an independent newspaper in one program", "broadsheet"};
    CommandBuilder commands_{app_};
    std::string shell_;
};

void CommandLine::add_help_pages()
{
    auto* command
        = commands_.add_command(&app_, "completions", "Print a shell's completions", [this](Context const&) {
              fmt::print("{}", completions(command_tree(app_), shell_));
              return Result<ExitCode>(done);
          });
    command->add_option("SHELL", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    commands_.add_command(
        &app_, "manual", "Print the manual page (broadsheet manual | man -l -)", [this](Context const&) {
            fmt::print("{}", manual_page(command_tree(app_), BROADSHEET_VERSION));
            return Result<ExitCode>(done);
        });
}

// Finds --data before anything else is parsed, because the settings file lies in that folder.
std::filesystem::path data_folder(int argc, char const* const* argv)
{
    for (int index = 1; index < argc; ++index) {
        std::string_view argument(argv[index]);
        if (argument == "--data" && index + 1 < argc)
            return argv[index + 1];
        if (argument.starts_with("--data="))
            return argument.substr(std::string_view("--data=").size());
    }
    char const* variable = std::getenv("BROADSHEET_DATA");
    return variable != nullptr && *variable != '\0' ? variable : GlobalOptions().data;
}

CLI::App* find_command(CLI::App& app, std::string const& name)
{
    auto found = app.get_subcommands([&](CLI::App const* command) { return command->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

// Makes what DATA/broadsheet.toml says the defaults, which variables and flags then outweigh.
Result<void> CommandLine::apply_settings_file(int argc, char const* const* argv)
{
    auto file = settings_file(data_folder(argc, argv));
    std::error_code failed;
    if (!std::filesystem::exists(file, failed))
        return {};
    for (auto const& item : CLI::ConfigTOML().from_file(file.string())) {
        if (item.name == "++" || item.name == "--") // CLI11's marks of a section's begin and end
            continue;
        CLI::App* at = &app_;
        for (auto const& parent : item.parents)
            at = at != nullptr ? find_command(*at, parent) : nullptr;
        auto* option = at != nullptr ? at->get_option_no_throw("--" + item.name) : nullptr;
        if (option == nullptr)
            return invalid(fmt::format("{}: there is no setting \"{}\"", file.string(), item.fullname()));
        if (item.inputs.size() != 1)
            return invalid(fmt::format("{}: \"{}\" takes one value", file.string(), item.fullname()));
        option->default_val(item.inputs.front());
    }
    return {};
}

// Returns what a command that was not even begun ends with: of `verify` and `mirror fetch`, not_done would
// say that a mirror is old.
ExitCode failure_code(int argc, char const* const* argv)
{
    std::string words;
    for (int index = 1; index < argc; ++index) {
        std::string_view const argument(argv[index]);
        if (argument == "--data" || argument == "--database")
            ++index;
        else if (!argument.starts_with("-"))
            words += fmt::format("{} ", argument);
    }
    return words.starts_with("verify ") || words.starts_with("mirror fetch ") ? not_known : not_done;
}

int report(Error const& error, ExitCode code = not_done)
{
    fmt::print(stderr, "broadsheet: {}\n", error.message);
    return code;
}

int CommandLine::run(int argc, char const* const* argv)
{
    try {
        if (auto applied = apply_settings_file(argc, argv); !applied)
            return report(applied.error(), failure_code(argc, argv));
        app_.parse(argc, argv);
    } catch (CLI::RequiredError const& error) {
        if (auto unknown = app_.remaining(); !unknown.empty())
            return report(
                invalid(fmt::format("there is no command \"{}\": see `broadsheet --help`", unknown.front())));
        return app_.exit(error) == 0 ? done : failure_code(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app_.exit(error) == 0 ? done : failure_code(argc, argv);
    }
    SystemClock clock;
    SystemRandom random;
    std::error_code unknown;
    Context context{commands_.options<GlobalOptions>(), clock, random,
        std::filesystem::read_symlink("/proc/self/exe", unknown)};
    auto result = commands_.chosen()(context);
    return result ? *result : report(result.error());
}

} // namespace

int run(int argc, char const* const* argv)
{
    // Commands return what fails; what is thrown all the same is a lack of memory, or a defect of ours.
    try {
        return CommandLine().run(argc, argv);
    } catch (std::bad_alloc const&) {
        return report(
            limit_reached("there is not enough memory: nothing more was done"), failure_code(argc, argv));
    } catch (std::exception const& error) {
        return report(
            Error{ErrorCode::internal,
                fmt::format(
                    "this should not have happened ({}); run `broadsheet check`, and please report it",
                    error.what())},
            failure_code(argc, argv));
    }
}

} // namespace broadsheet::cli
