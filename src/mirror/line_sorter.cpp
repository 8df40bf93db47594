#include "mirror/line_sorter.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <queue>

namespace broadsheet::mirror {

constexpr std::string_view run_ending = ".run";

LineSorter::LineSorter(std::filesystem::path target, std::size_t run_bytes)
    : target_(std::move(target))
    , run_bytes_(run_bytes)
{
}

bool LineSorter::is_run_of(std::string_view target, std::string_view name)
{
    if (!name.starts_with(target))
        return false;
    name.remove_prefix(target.size());
    return name.size() > run_ending.size() && name.starts_with(run_ending)
        && std::ranges::all_of(name.substr(run_ending.size()), is_digit);
}

LineSorter::~LineSorter()
{
    std::error_code ignored;
    for (auto const& run : runs_)
        std::filesystem::remove(run, ignored);
}

Result<void> LineSorter::add(std::string_view line)
{
    lines_.emplace_back(line);
    bytes_ += sizeof(std::string) + line.size();
    if (bytes_ >= run_bytes_)
        return write_run();
    return {};
}

Result<void> LineSorter::write_run()
{
    std::ranges::sort(lines_);
    runs_.emplace_back(fmt::format("{}{}{}", target_.string(), run_ending, runs_.size()));
    std::ofstream run(runs_.back());
    for (auto const& line : lines_)
        run << line << '\n';
    run.close();
    if (!run)
        return io_error(fmt::format("cannot write {}", runs_.back().string()));
    lines_.clear();
    bytes_ = 0;
    return {};
}

Result<void> LineSorter::write_to(std::ostream& out)
{
    return for_each([&](std::string const& line) -> Result<void> {
        out << line << '\n';
        return {};
    });
}

Result<void> LineSorter::for_each(std::function<Result<void>(std::string const&)> const& visit)
{
    TRY(write_run());
    struct Head {
        std::string line;
        std::size_t run;
        bool operator>(Head const& other) const { return line > other.line; }
    };
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
    std::vector<std::ifstream> runs;
    auto const advance = [&](std::size_t run) {
        std::string line;
        if (std::getline(runs[run], line))
            heads.push({std::move(line), run});
    };
    for (auto const& run : runs_) {
        runs.emplace_back(run);
        advance(runs.size() - 1);
    }
    for (std::string last; !heads.empty();) {
        auto [line, run] = heads.top();
        heads.pop();
        if (line != last)
            TRY(visit(line));
        last = std::move(line);
        advance(run);
    }
    for (std::size_t run = 0; run < runs.size(); ++run) {
        if (!runs[run].eof())
            return io_error(fmt::format("cannot read {}", runs_[run].string()));
    }
    return {};
}

} // namespace broadsheet::mirror
