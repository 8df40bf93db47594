#include "exchange/report.h"

#include <fmt/format.h>
#include <iterator>

namespace broadsheet::exchange {

namespace {

void append_list(std::string& out, std::string_view heading, std::vector<Report::Entry> const& entries,
    std::int64_t in_all)
{
    if (entries.empty())
        return;
    fmt::format_to(std::back_inserter(out), "\n{} ({}):\n", heading, in_all);
    for (auto const& entry : entries)
        fmt::format_to(std::back_inserter(out), "  {}: {}\n", entry.record, entry.text);
    if (in_all > static_cast<std::int64_t>(entries.size()))
        fmt::format_to(std::back_inserter(out), "  and {} more\n", in_all - std::ssize(entries));
}

} // namespace

void Report::refuse(std::string record, std::string reason)
{
    ++refused;
    if (refusals_.size() < most_entries)
        refusals_.push_back({std::move(record), std::move(reason)});
}

void Report::note(std::string record, std::string text)
{
    ++notes_in_all_;
    if (notes_.size() < most_entries)
        notes_.push_back({std::move(record), std::move(text)});
}

void Report::miss(std::string reference)
{
    ++missing_media;
    if (missing_.size() < most_entries)
        missing_.push_back(std::move(reference));
}

int Report::exit_code() const
{
    if (was_stopped)
        return 1;
    if (refused == 0)
        return 0;
    return imported + updated + unchanged > 0 ? 1 : 2;
}

std::string Report::text() const
{
    auto out = fmt::format(
        "{} imported, {} updated, {} unchanged, {} refused\n", imported, updated, unchanged, refused);
    if (was_stopped)
        out += "Stopped. What was taken is kept; run the same command again, and it goes on from there.\n";
    else if (imported + updated + unchanged + refused == 0)
        out += "The source holds 0 articles.\n";
    append_list(out, "Not taken", refusals_, refused);
    append_list(out, "Taken with a change", notes_, notes_in_all_);
    if (!missing_.empty()) {
        fmt::format_to(std::back_inserter(out),
            "\nFiles that were not taken, so that references to them stay as they are ({}):\n",
            missing_media);
        for (auto const& reference : missing_)
            fmt::format_to(std::back_inserter(out), "  {}\n", reference);
    }
    return out;
}

} // namespace broadsheet::exchange
