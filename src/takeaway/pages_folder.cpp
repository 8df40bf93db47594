#include "takeaway/pages_folder.h"

#include "base/encoding.h"
#include "base/file.h"
#include "media/references.h"
#include "newsroom/paths.h"
#include "site/contexts/post.h"
#include "site/edition/archive.h"
#include "site/routes.h"
#include "takeaway/local_links.h"

#include <fmt/format.h>
#include <unordered_set>

namespace broadsheet::takeaway {

namespace {

using Kind = site::Route::Kind;

// Forms need a server, which whoever reads from a file has not.
constexpr std::string_view without_forms = "<style>form{display:none}</style></head>";

class Stage {
public:
    Stage(site::EditionReader const& reader, media::MediaStore const& media, Selection const& selection,
        Chosen const& chosen, std::filesystem::path const& folder)
        : reader_(reader)
        , catalogue_(reader.catalogue())
        , media_(media)
        , selection_(selection)
        , chosen_(chosen)
        , folder_(folder)
    {
    }

    Result<StagedPages> run();

private:
    std::string first_path() const;
    Result<void> list_paths();
    bool belongs(std::string_view path) const;
    Result<void> write_page(std::string const& path);
    Result<void> write(std::string_view path, std::string_view content) const;
    bool take_media(std::string_view path);

    site::EditionReader const& reader_;
    site::Catalogue const& catalogue_;
    media::MediaStore const& media_;
    Selection const& selection_;
    Chosen const& chosen_;
    std::filesystem::path const& folder_;
    std::unordered_set<std::string> articles_; // of a part of the archive
    std::vector<std::string> paths_; // as they are asked for
    std::unordered_set<std::string> included_; // the same without ?v=
    std::unordered_set<std::string> media_taken_;
};

std::string Stage::first_path() const
{
    auto const& language = catalogue_.language(chosen_.language);
    if (!selection_.section.empty())
        return newsroom::section_path(catalogue_.settings(), language, selection_.section);
    auto const home = newsroom::home_path(catalogue_.settings(), language);
    return selection_.year ? home + site::path_of(site::Period{*selection_.year, 0, 0}) : home;
}

bool Stage::belongs(std::string_view path) const
{
    auto const route = site::read_route(path.substr(0, path.find('?')), catalogue_.settings().languages);
    if (route.kind == Kind::asset)
        return true;
    if (route.language != chosen_.language || route.feed != site::FeedFormat::none)
        return false;
    bool const all = selection_.is_everything();
    switch (route.kind) {
    case Kind::article:
        return all || articles_.contains(std::string(path));
    case Kind::front:
    case Kind::tag:
    case Kind::byline:
        return all;
    case Kind::section:
        return all || route.slug == selection_.section;
    case Kind::archive:
        return all || (selection_.year && route.year == *selection_.year);
    default:
        return false;
    }
}

Result<void> Stage::list_paths()
{
    if (!selection_.is_everything()) {
        for (auto ordinal : chosen_.articles)
            articles_.insert(site::path_of(catalogue_, *TRY(reader_.snapshot().card(ordinal))));
    }
    return reader_.for_each_path([&](std::string_view path) -> Result<void> {
        if (belongs(path)) {
            paths_.emplace_back(path);
            included_.emplace(path.substr(0, path.find('?')));
        }
        return {};
    });
}

Result<void> Stage::write(std::string_view path, std::string_view content) const
{
    auto const file = TRY(percent_decode(file_of_path(path)));
    return write_file_atomically(folder_ / file, content, Durability::cached);
}

// Returns whether the file is there; only its first mention copies it.
bool Stage::take_media(std::string_view path)
{
    auto const source = media_.file_of(path);
    if (!source)
        return false;
    std::error_code failed;
    auto const target = folder_ / path.substr(1);
    if (!media_taken_.insert(std::string(path)).second)
        return std::filesystem::exists(target, failed);
    std::filesystem::create_directories(target.parent_path(), failed);
    std::filesystem::copy_file(*source, target, failed);
    return !failed;
}

Result<void> Stage::write_page(std::string const& path)
{
    auto const page = TRY(reader_.page(path));
    if (page.status != 200)
        return Error{ErrorCode::internal, fmt::format("{} gives status {}", path, page.status)};
    auto const file = path.substr(0, path.find('?'));
    if (!page.content_type.starts_with("text/html"))
        return write(file, *page.body);
    auto html = with_local_links(*page.body, file, [&](std::string_view target) {
        return included_.contains(std::string(target)) || take_media(target);
    });
    if (auto const head = html.find("</head>"); head != html.npos)
        html.replace(head, 7, without_forms);
    return write(file, html);
}

Result<StagedPages> Stage::run()
{
    TRY(list_paths());
    for (auto const& path : paths_)
        TRY(write_page(path));
    return StagedPages{paths_.size(), TRY(percent_decode(file_of_path(first_path())))};
}

} // namespace

Result<StagedPages> stage_pages(site::EditionReader const& reader, media::MediaStore const& media,
    Selection const& selection, Chosen const& chosen, std::filesystem::path const& folder)
{
    if (!selection.week.empty() || (selection.year && !selection.section.empty()))
        return invalid(
            "a ZIM file holds the whole archive, one year or one section; for a week, make an EPUB");
    return Stage(reader, media, selection, chosen, folder).run();
}

} // namespace broadsheet::takeaway
