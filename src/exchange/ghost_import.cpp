#include "exchange/ghost_import.h"

#include "base/encoding.h"
#include "exchange/ghost_posts.h"
#include "exchange/ghost_redirects.h"
#include "exchange/ghost_settings.h"
#include "exchange/import_records.h"
#include "exchange/table_rows.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

// Where a reference may lie under a media folder that is Ghost's `content`, the folder above it, or one of
// `images`, `media` and `files`. Resized forms ("size/w600/") lead to the original. Names are tried as they
// are written, and percent-decoded.
std::vector<std::filesystem::path> media_candidates(std::string_view reference)
{
    constexpr std::string_view content = "/content/";
    if (!reference.starts_with(content))
        return {};
    std::string path(reference.substr(content.size()));
    if (auto size = path.find("/size/w"); size != std::string::npos) {
        auto end = path.find('/', size + 7);
        path.erase(size, end == std::string::npos ? end : end - size);
    }
    std::vector<std::string> forms{path};
    if (auto decoded = percent_decode(path); decoded.ok() && *decoded != path)
        forms.push_back(std::move(*decoded));
    std::vector<std::filesystem::path> candidates;
    for (auto const& form : forms)
        if (auto const kind = form.find('/'); kind != std::string::npos)
            for (auto const& candidate : {form, "content/" + form, form.substr(kind + 1)})
                candidates.emplace_back(candidate);
    return candidates;
}

Result<std::vector<newsroom::Redirect>> redirects(
    GhostIndex const& index, ImportOptions const& options, Report& report)
{
    auto all = index.redirects();
    auto file = options.redirects.empty() ? find_ghost_redirects(options.source) : options.redirects;
    if (!file.empty())
        for (auto& redirect : TRY(read_ghost_redirects(file, report)))
            all.push_back(std::move(redirect));
    return all;
}

Frame frame_of(GhostIndex const& index, MediaReferences& media)
{
    Frame frame;
    frame.tags = index.tags();
    for (auto& tag : frame.tags)
        tag.picture = media.path_of(tag.picture);
    frame.knows_sections = index.is_own();
    frame.bylines = index.authors_with_articles();
    for (auto& byline : frame.bylines)
        byline.picture = media.path_of(byline.picture);
    return frame;
}

// Brings the files of an export of ours back to their paths, from a media folder that is a newspaper's
// `media` or the folder above it.
void take_back_media(GhostIndex const& index, ImportOptions const& options, Report& report)
{
    if (options.media.empty() || !options.media_taker)
        return;
    for (auto const& item : index.media()) {
        auto const path = std::filesystem::path(item.path).relative_path(); // "media/ab/cd.jpg"
        auto file = file_inside(options.media, path);
        if (!file)
            file = file_inside(options.media, path.lexically_relative("media"));
        if (!file)
            report.miss(item.path);
        else if (auto taken = options.media_taker->take_back(item, *file); !taken.ok())
            report.note(item.path, fmt::format("it was not taken back: {}", taken.error().message));
    }
}

Result<void> import_posts(GhostPosts const& posts, ImportOptions const& options, ArchiveWriter& writer)
{
    TableRows rows(options.source, options.limits, options.progress);
    return import_records<TableRow>(
        options, writer,
        [&](auto const& emit) {
            return rows.read(
                "Importing", [](std::string_view table) { return table == "posts"; },
                [&](TableRow row) -> Result<void> {
                    if (row.table != "posts")
                        return {};
                    auto bytes = row.text.size();
                    return emit(std::move(row), bytes);
                });
        },
        [&](TableRow const& row, ImportedRecord& record) { posts.convert(row, record); });
}

} // namespace

Result<Report> import_ghost(ImportTarget const& target, ImportOptions const& options)
{
    Report report;
    auto index = TRY(GhostIndex::read(options, report));
    take_back_media(index, options, report);
    MediaReferences media("ghost", options, media_candidates);
    auto frame = frame_of(index, media);
    frame.redirects = TRY(redirects(index, options, report));
    frame.language = ghost_language(index);
    frame.apply_settings = [&](newsroom::Settings& settings) {
        apply_ghost_settings(index, options, media, report, settings);
    };
    auto connection = TRY(target.database.connect());
    ArchiveWriter writer(target, *connection, options, report);
    TRY(writer.write_frame(frame));
    auto posts = TRY(GhostPosts::open(index, media, options));
    TRY(import_posts(posts, options, writer));
    media.report_missing(report);
    return report;
}

} // namespace broadsheet::exchange
