#include "takeaway/epub.h"

#include "base/encoding.h"
#include "base/file.h"
#include "site/contexts/post.h"
#include "site/metadata.h"
#include "site/xml.h"
#include "takeaway/article_page.h"
#include "takeaway/description.h"
#include "takeaway/local_links.h"
#include "takeaway/zip_writer.h"
#include "text/dates.h"
#include "text/direction.h"

#include <fmt/format.h>
#include <map>
#include <unordered_map>

namespace broadsheet::takeaway {

namespace {

using Method = ZipWriter::Method;

constexpr std::string_view container
    = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n"
      "<rootfiles><rootfile full-path=\"book/book.opf\" "
      "media-type=\"application/oebps-package+xml\"/></rootfiles>\n"
      "</container>\n";
constexpr std::string_view style
    = "body{line-height:1.5;margin:0 5%}h1{line-height:1.2}img{max-width:100%;height:auto}figure{margin:1em "
      "0}"
      "figcaption{font-size:.85em}blockquote{border-inline-start:.2em solid;margin-inline:0;"
      "padding-inline-start:1em}td,th{border:1px solid;padding:.2em .5em}table{border-collapse:collapse}\n";
constexpr std::string_view style_link = "<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>";
constexpr std::string_view page_start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n";
constexpr std::string_view page_attributes
    = " xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"";
constexpr std::string_view page_type = "application/xhtml+xml";

// A name of the book that stays when it is made again: a UUID of version 8 (RFC 9562) from what it is made
// of.
std::string uuid_of(std::string_view text)
{
    auto digits = to_hex(sha256(text)).substr(0, 32);
    digits[12] = '8';
    digits[16] = 'a';
    for (std::size_t at : {8u, 13u, 18u, 23u})
        digits.insert(at, "-");
    return "urn:uuid:" + digits;
}

class Book {
public:
    Book(site::Snapshot const& snapshot, media::MediaStore const& media, Chosen const& chosen,
        Description const& about, ZipWriter& zip)
        : snapshot_(snapshot)
        , catalogue_(snapshot.catalogue())
        , language_(catalogue_.language(chosen.language))
        , media_(media)
        , chosen_(chosen)
        , about_(about)
        , zip_(zip)
    {
    }

    Result<void> write();

private:
    Result<void> name_chapters();
    Result<void> write_chapter(site::Ordinal);
    Result<void> write_pictures();
    Result<void> write_contents();
    Result<void> write_package();
    std::optional<std::string> picture(std::string_view source);
    std::optional<std::string> link(std::string_view page_path, std::string_view address) const;
    Result<void> add_page(std::string const& name, std::string_view title, std::string_view body,
        std::string_view properties = "");
    Result<void> add(std::string const& name, std::string_view type, std::string_view content,
        std::string_view properties = "", Method = Method::deflate);

    site::Snapshot const& snapshot_;
    site::Catalogue const& catalogue_;
    std::string const& language_;
    media::MediaStore const& media_;
    Chosen const& chosen_;
    Description const& about_;
    ZipWriter& zip_;
    std::unordered_map<std::string, std::string> chapter_of_path_;
    std::unordered_map<site::Ordinal, std::string> chapter_of_;
    std::map<std::string, std::string> pictures_; // path in the newspaper and in the book
    std::string manifest_;
    std::string spine_;
    std::string contents_;
};

Result<void> Book::add(std::string const& name, std::string_view type, std::string_view content,
    std::string_view properties, Method method)
{
    // An id is a name in XML's sense: no slash in it, and a letter in front.
    std::string id = "f-" + name;
    for (auto& c : id)
        c = c == '/' ? '-' : c;
    manifest_ += fmt::format("<item id=\"{}\" href=\"{}\" media-type=\"{}\"{}/>\n", id, name, type,
        properties.empty() ? "" : fmt::format(" properties=\"{}\"", properties));
    if (type == page_type && properties.empty())
        spine_ += fmt::format("<itemref idref=\"{}\"/>\n", id);
    return zip_.add("book/" + name, content, method);
}

Result<void> Book::add_page(
    std::string const& name, std::string_view title, std::string_view body, std::string_view properties)
{
    return add(name, page_type,
        std::string(page_start) + whole_page(language_, title, style_link, body, page_attributes),
        properties);
}

Result<void> Book::name_chapters()
{
    for (std::size_t number = 0; number < chosen_.articles.size(); ++number) {
        auto const ordinal = chosen_.articles[number];
        auto const file = fmt::format("article-{}.xhtml", number + 1);
        chapter_of_[ordinal] = file;
        chapter_of_path_[site::path_of(catalogue_, *TRY(snapshot_.card(ordinal)))] = file;
    }
    return {};
}

// Reading systems must know JPEG, PNG and GIF (https://www.w3.org/TR/epub-33/#sec-core-media-types).
std::optional<std::string> Book::picture(std::string_view source)
{
    auto const type = media::type_of_path(source);
    if (type != "image/jpeg" && type != "image/png" && type != "image/gif")
        return {};
    auto const file = media_.file_of(source);
    std::error_code failed;
    if (!file || !std::filesystem::is_regular_file(*file, failed))
        return {};
    auto const name = "pictures/" + file->filename().string();
    pictures_[std::string(source)] = name;
    return name;
}

std::optional<std::string> Book::link(std::string_view page_path, std::string_view address) const
{
    auto const path = path_of_link(page_path, address);
    if (!path)
        return address.empty() || address[0] == '?' ? std::nullopt : std::optional(std::string(address));
    auto const chapter = chapter_of_path_.find(*path);
    return chapter == chapter_of_path_.end() ? std::nullopt : std::optional(chapter->second);
}

Result<void> Book::write_chapter(site::Ordinal ordinal)
{
    auto const text = TRY(snapshot_.article(ordinal));
    auto const path = site::path_of(catalogue_, *text);
    BookLinks const links{[&](std::string_view source) { return picture(source); },
        [&](std::string_view address) { return link(path, address); }};
    auto const& file = chapter_of_.at(ordinal);
    contents_ += fmt::format("<li><a href=\"{}\">", file);
    site::append_xml(contents_, text->title);
    contents_ += "</a></li>\n";
    return add_page(file, text->title, article_elements(snapshot_, ordinal, *text, links));
}

Result<void> Book::write_pictures()
{
    for (auto const& [path, name] : pictures_) {
        auto const content = TRY(read_file(*media_.file_of(path)));
        TRY(add(name, media::type_of_path(path), content, "", Method::store)); // it is compressed
    }
    return {};
}

Result<void> Book::write_contents()
{
    auto const heading = snapshot_.edition().theme().text("Contents", language_);
    std::string body = "<nav epub:type=\"toc\">";
    site::append_element(body, "h1", heading);
    body += "<ol>\n" + contents_ + "</ol></nav>\n";
    return add_page("contents.xhtml", about_.title, body, "nav");
}

Result<void> Book::write_package()
{
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out += fmt::format("<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" "
                       "unique-identifier=\"id\" xml:lang=\"{}\">\n"
                       "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
                       "<dc:identifier id=\"id\">{}</dc:identifier>\n<dc:language>{}</dc:language>\n",
        language_, uuid_of(about_.name), language_);
    site::append_element(out, "dc:title", about_.title);
    site::append_element(out, "dc:creator", about_.creator);
    site::append_element(out, "dc:publisher", about_.publisher);
    site::append_element(out, "dc:date", about_.date);
    out += fmt::format("<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>\n</metadata>\n<manifest>\n{}"
                       "</manifest>\n<spine page-progression-direction=\"{}\">\n{}</spine>\n</package>\n",
        about_.date, manifest_, text::direction_of(language_), spine_);
    return zip_.add("book/book.opf", out, Method::deflate);
}

Result<void> Book::write()
{
    // https://www.w3.org/TR/epub-33/#sec-zip-container-mime: first, and not compressed
    TRY(zip_.add("mimetype", "application/epub+zip", Method::store));
    TRY(zip_.add("META-INF/container.xml", container, Method::deflate));
    TRY(add("style.css", "text/css", style));
    TRY(name_chapters());
    for (auto ordinal : chosen_.articles)
        TRY(write_chapter(ordinal));
    TRY(write_pictures());
    TRY(write_contents());
    return write_package();
}

} // namespace

Result<Made> make_epub(site::Site const& site, media::MediaStore const& media, EpubOptions const& options)
{
    auto const reader = TRY(site.read());
    auto const chosen = TRY(choose(reader.snapshot(), options.selection));
    if (chosen.articles.size() > options.most_articles)
        return limit_reached(
            fmt::format("a book of {} articles is more than readers' devices open ({} at most): "
                        "take a section, a year or a week",
                chosen.articles.size(), options.most_articles));
    auto const about = describe(reader.catalogue(), chosen, options.title);
    auto zip = TRY(ZipWriter::create(options.unfinished));
    TRY(Book(reader.snapshot(), media, chosen, about, zip).write());
    auto const bytes = TRY(zip.finish());
    TRY(put_in_place(options.unfinished, options.to));
    return Made{chosen.articles.size(), bytes};
}

} // namespace broadsheet::takeaway
