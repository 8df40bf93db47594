#include "mirror/targets/command_hook.h"

#include "base/child.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view place = "{folder}";
constexpr std::size_t most_output = 16 << 20;
constexpr std::chrono::hours longest_run{2};

std::string last_line(std::string_view text)
{
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    auto const end = text.rfind('\n');
    return std::string(end == text.npos ? text : text.substr(end + 1));
}

} // namespace

Result<void> run_hook(std::vector<std::string> command, std::filesystem::path const& folder)
{
    if (command.empty())
        return invalid("there is no command to run");
    for (auto& argument : command)
        for (auto at = argument.find(place); at != argument.npos; at = argument.find(place, at)) {
            argument.replace(at, place.size(), folder.string());
            at += folder.string().size();
        }
    auto const ended = TRY(run_child(command, "", most_output, longest_run, ChildEnvironment::inherited));
    if (ended.exit_code == 0)
        return {};
    return io_error(fmt::format("{} ended with code {}: {}", command.front(), ended.exit_code,
        last_line(ended.errors.empty() ? ended.output : ended.errors)));
}

} // namespace broadsheet::mirror
