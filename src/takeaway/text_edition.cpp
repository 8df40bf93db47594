#include "takeaway/text_edition.h"

#include "base/encoding.h"
#include "base/file.h"
#include "html/relative_links.h"
#include "site/contexts/post.h"
#include "site/xml.h"
#include "takeaway/article_page.h"
#include "takeaway/description.h"
#include "takeaway/local_links.h"
#include "takeaway/zip_writer.h"
#include "text/dates.h"

#include <fmt/format.h>
#include <functional>
#include <unordered_set>

namespace broadsheet::takeaway {

namespace {

constexpr std::string_view mark = ".broadsheet-text-edition"; // tells a folder of ours from another
constexpr std::string_view page_start = "<!DOCTYPE html>\n";
constexpr std::string_view page_head = "<meta name=\"viewport\" content=\"width=device-width\"/>";

// Makes an empty folder of one that is new, empty or ours.
Result<void> begin_folder(std::filesystem::path const& folder)
{
    std::error_code failed;
    if (std::filesystem::exists(folder, failed) && !std::filesystem::is_empty(folder, failed)
        && !std::filesystem::exists(folder / mark, failed))
        return Error{ErrorCode::conflict,
            fmt::format("{} holds files that are not a text edition's; name an empty or a new folder",
                folder.string())};
    for (std::filesystem::directory_iterator entry(folder, failed), end; entry != end;
         entry.increment(failed))
        std::filesystem::remove_all(entry->path(), failed);
    return write_file_atomically(folder / mark, "", Durability::cached);
}

// Takes a page by its file's name, "a/b/index.html".
using PageWriter = std::function<Result<void>(std::string const& name, std::string_view page)>;

class TextEdition {
public:
    TextEdition(site::Snapshot const& snapshot, Chosen const& chosen, PageWriter const& write_page)
        : snapshot_(snapshot)
        , catalogue_(snapshot.catalogue())
        , language_(catalogue_.language(chosen.language))
        , chosen_(chosen)
        , write_page_(write_page)
    {
    }

    Result<std::uint64_t> write(std::string_view title);

private:
    Result<void> write_article(site::Ordinal);
    Result<void> put(std::string const& file, std::string_view title, std::string_view body);
    std::optional<std::string> link(std::string_view page_path, std::string_view address) const;

    site::Snapshot const& snapshot_;
    site::Catalogue const& catalogue_;
    std::string const& language_;
    Chosen const& chosen_;
    PageWriter const& write_page_;
    std::unordered_set<std::string> paths_;
    std::string list_; // of the year that is being written
    std::uint64_t bytes_ = 0;
};

std::optional<std::string> TextEdition::link(std::string_view page_path, std::string_view address) const
{
    auto const path = path_of_link(page_path, address);
    if (!path)
        return address.empty() ? std::nullopt : std::optional(std::string(address));
    if (!paths_.contains(*path))
        return {};
    return html::way_to_root(page_path) + file_of_path(*path);
}

Result<void> TextEdition::put(std::string const& file, std::string_view title, std::string_view body)
{
    auto const page = std::string(page_start) + whole_page(language_, title, page_head, body);
    bytes_ += page.size();
    return write_page_(TRY(percent_decode(file)), page);
}

Result<void> TextEdition::write_article(site::Ordinal ordinal)
{
    auto const text = TRY(snapshot_.article(ordinal));
    auto const path = site::path_of(catalogue_, *text);
    BookLinks const links{[](std::string_view) { return std::nullopt; },
        [&](std::string_view address) { return link(path, address); }};
    auto const head = head_of(snapshot_, ordinal, *text);
    list_ += fmt::format("<li>{} <a href=\"{}\">", head.date, file_of_path(path));
    site::append_xml(list_, head.title);
    list_ += "</a></li>\n";
    return put(file_of_path(path), head.title, article_elements(snapshot_, ordinal, *text, links));
}

Result<std::uint64_t> TextEdition::write(std::string_view title)
{
    for (auto ordinal : chosen_.articles)
        paths_.insert(site::path_of(catalogue_, *TRY(snapshot_.card(ordinal))));
    std::string years;
    int year = 0;
    auto end_year = [&]() -> Result<void> {
        if (list_.empty())
            return {};
        auto const file = fmt::format("{}.html", year);
        years += fmt::format("<li><a href=\"{0}\">{1}</a></li>\n", file, year);
        return put(file, fmt::format("{} {}", title, year), "<ul>\n" + std::exchange(list_, {}) + "</ul>\n");
    };
    for (auto at = chosen_.articles.rbegin(); at != chosen_.articles.rend(); ++at) {
        auto const of = catalogue_.zone().civil(catalogue_[*at].published_at).year;
        if (of != year) {
            TRY(end_year());
            year = of;
        }
        TRY(write_article(*at));
    }
    TRY(end_year());
    std::string body;
    site::append_element(body, "h1", title);
    TRY(put("index.html", title, body + "<ul>\n" + years + "</ul>\n"));
    return bytes_;
}

} // namespace

Result<Made> make_text_folder(site::Site const& site, TextFolderOptions const& options)
{
    auto const reader = TRY(site.read());
    auto const chosen = TRY(choose(reader.snapshot(), options.selection));
    TRY(begin_folder(options.to));
    PageWriter const write_page = [&](std::string const& name, std::string_view page) {
        return write_file_atomically(options.to / name, page, Durability::cached);
    };
    TextEdition edition(reader.snapshot(), chosen, write_page);
    auto const bytes = TRY(edition.write(describe(reader.catalogue(), chosen).title));
    return Made{chosen.articles.size(), bytes};
}

Result<Made> make_text_file(site::Site const& site, TextFileOptions const& options)
{
    auto const reader = TRY(site.read());
    auto const chosen = TRY(choose(reader.snapshot(), options.selection));
    auto const about = describe(reader.catalogue(), chosen);
    auto zip = TRY(ZipWriter::create(options.unfinished));
    // In a folder, as some programs unpack a file's pages among what lies beside it.
    PageWriter const write_page = [&](std::string const& name, std::string_view page) {
        return zip.add(fmt::format("{}/{}", about.name, name), page, ZipWriter::Method::deflate);
    };
    TextEdition edition(reader.snapshot(), chosen, write_page);
    TRY(edition.write(about.title));
    auto const bytes = TRY(zip.finish());
    TRY(put_in_place(options.unfinished, options.to));
    return Made{chosen.articles.size(), bytes};
}

} // namespace broadsheet::takeaway
