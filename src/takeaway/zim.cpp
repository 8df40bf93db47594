#include "takeaway/zim.h"

#include "base/child.h"
#include "base/file.h"
#include "site/theme.h"
#include "takeaway/pages_folder.h"

#include <fmt/format.h>

namespace broadsheet::takeaway {

namespace {

constexpr std::string_view illustration_path = "icon-48.png";
constexpr std::size_t most_output = 1 << 20;
constexpr std::chrono::hours longest_run{6};

// The theme's, or that of ours where a theme brings none.
Result<std::string> illustration_of(site::EditionReader const& reader)
{
    if (auto const* asset = reader.snapshot().edition().theme().asset(illustration_path))
        return asset->content;
    auto const built_in = TRY(site::Theme::built_in());
    auto const* asset = built_in->asset(illustration_path);
    return asset != nullptr ? asset->content : std::string();
}

std::string last_line(std::string const& text)
{
    auto const end = text.find_last_not_of("\n ");
    auto const begin = end == text.npos ? 0 : text.rfind('\n', end) + 1;
    return text.substr(begin, end == text.npos ? 0 : end + 1 - begin);
}

Result<void> run_zimwriterfs(ZimOptions const& options, Description const& about, StagedPages const& staged)
{
    auto const ran = run_child(
        {options.program, "--welcome", staged.first_page, "--illustration", std::string(illustration_path),
            "--language", about.language, "--title", about.title, "--description", about.description,
            "--creator", about.creator, "--publisher", about.publisher, "--name", about.name,
            options.pages.string(), options.unfinished.string()},
        "", most_output, longest_run, ChildEnvironment::inherited);
    if (!ran && ran.error().code == ErrorCode::not_found)
        return not_found(fmt::format(
            "there is no {} to write ZIM files with: install Debian's zim-tools", options.program));
    auto const result = TRY(ran);
    if (result.exit_code != 0)
        return io_error(fmt::format("{} ended with code {}: {}", options.program, result.exit_code,
            last_line(result.errors.empty() ? result.output : result.errors)));
    return {};
}

} // namespace

Result<Made> make_zim(site::Site const& site, media::MediaStore const& media, ZimOptions const& options)
{
    auto const reader = TRY(site.read());
    auto const chosen = TRY(choose(reader.snapshot(), options.selection));
    auto const about = describe(reader.catalogue(), chosen, options.title, options.description);
    auto const illustration = TRY(illustration_of(reader));
    TRY(check_zim_metadata(about, illustration));

    auto const staged = TRY(stage_pages(reader, media, options.selection, chosen, options.pages));
    TRY(write_file_atomically(options.pages / illustration_path, illustration, Durability::cached));
    TRY(run_zimwriterfs(options, about, staged));
    std::error_code failed;
    auto const bytes = std::filesystem::file_size(options.unfinished, failed);
    if (failed)
        return io_error(fmt::format("{} wrote no {}", options.program, options.unfinished.string()));
    TRY(put_in_place(options.unfinished, options.to));
    return Made{chosen.articles.size(), bytes};
}

} // namespace broadsheet::takeaway
