#include "cli/check_media.h"

#include "base/encoding.h"
#include "base/file_hash.h"
#include "html/characters.h"
#include "html/tokeniser.h"
#include "html/urls.h"
#include "media/stored_path.h"
#include "newsroom/media_library.h"
#include "newsroom/paths.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace broadsheet::cli {

namespace {

constexpr std::size_t portion = 500;
constexpr std::size_t most_named = 10;
constexpr std::size_t most_kept = 10'000; // more addresses are only counted
constexpr std::string_view mend_media
    = "import again with --media, or put the file back into DATA/media from a backup";

bool is_there(media::MediaStore const& store, std::string_view path)
{
    std::error_code failed;
    auto const file = store.file_of(path);
    return file && std::filesystem::exists(*file, failed);
}

// Whether the file is the one that its name, the beginning of its hash, stands for.
bool is_as_stored(media::MediaStore const& store, std::string_view path)
{
    auto const file = store.file_of(path);
    auto const hash = sha256_of_file(*file);
    return hash.ok() && file->stem().string() == to_hex(*hash).substr(0, media::stored_hash_digits);
}

// Files of the library with one fault.
struct Faulty {
    void add(std::string const& path)
    {
        if (count++ == 0)
            first = path;
    }
    std::size_t count = 0;
    std::string first;
};

using Addresses = std::set<std::string, std::less<>>;

// A link to one of these is to a file; others are to pages.
bool is_file(std::string_view link)
{
    constexpr std::string_view folders[] = {"/media/", "/content/", "/wp-content/"};
    return std::ranges::any_of(folders, [&](auto folder) { return link.starts_with(folder); });
}

// A file of ours is the same one whatever is asked of it.
void add(std::string_view address, Addresses& addresses)
{
    addresses.emplace(html::is_outside(address) ? address : address.substr(0, address.find_first_of("?#")));
}

void add_candidates(std::string_view srcset, Addresses& addresses)
{
    while (!srcset.empty()) {
        auto const candidate = srcset.substr(0, srcset.find(", "));
        srcset.remove_prefix(std::min(candidate.size() + 2, srcset.size()));
        add(candidate.substr(0, candidate.find(' ')), addresses);
    }
}

// The addresses that clean HTML shows or plays, and those of files that it links to.
Addresses addresses_in(std::string_view html)
{
    constexpr std::string_view tags[] = {"<img ", "<a ", "<source ", "<video ", "<audio ", "<track "};
    Addresses addresses;
    // Clean HTML escapes every '<' that opens no tag.
    for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
        auto const rest = html.substr(at);
        if (std::ranges::none_of(tags, [&](auto tag) { return rest.starts_with(tag); }))
            continue;
        html::Tokeniser tag(rest);
        tag.next();
        for (auto const& [name, value] : tag.attributes()) {
            auto const address = html::decoded(value, html::Place::attribute);
            if (name == "src" || name == "poster" || (name == "href" && is_file(address)))
                add(address, addresses);
            else if (name == "srcset")
                add_candidates(address, addresses);
        }
    }
    return addresses;
}

// The addresses of one fault, and how many articles have each.
class FaultyAddresses {
public:
    void add(std::string_view address, std::string const& article);
    bool empty() const { return all_.empty(); }
    bool holds(std::string_view address) const { return all_.contains(address); }
    void report(
        std::string_view fault, std::string_view fault_of_many, std::string_view advice, Findings&) const;

private:
    struct Uses {
        std::int64_t articles = 0;
        std::string first; // path of the first article
    };
    std::map<std::string, Uses, std::less<>> all_;
    bool is_more_ = false; // than are kept
    std::int64_t articles_ = 0; // that have any
    std::string last_article_; // all of one article's come together
};

void FaultyAddresses::add(std::string_view address, std::string const& article)
{
    if (article != last_article_)
        ++articles_;
    last_article_ = article;
    auto found = all_.find(address);
    if (found == all_.end() && all_.size() >= most_kept) {
        is_more_ = true;
        return;
    }
    if (found == all_.end())
        found = all_.emplace(address, Uses{0, article}).first;
    ++found->second.articles;
}

void FaultyAddresses::report(
    std::string_view fault, std::string_view fault_of_many, std::string_view advice, Findings& findings) const
{
    std::vector<std::pair<std::string_view, Uses const*>> worst;
    for (auto const& [address, uses] : all_)
        worst.emplace_back(address, &uses);
    std::ranges::stable_sort(
        worst, std::ranges::greater(), [](auto const& one) { return one.second->articles; });
    auto const named = std::min(worst.size(), most_named);
    for (std::size_t i = 0; i < named; ++i) {
        auto const& [address, uses] = worst[i];
        findings.add(Health::bad,
            fmt::format("published articles show {}, which {}: {} of them, such as {}", address, fault,
                uses->articles, uses->first),
            i + 1 < named ? "" : fmt::format("{}; or take it out of the articles in the newsroom", advice));
    }
    if (worst.size() > named)
        findings.add(Health::bad,
            fmt::format("{}{} more pictures and files in published articles {}: {} articles show such",
                is_more_ ? "at least " : "", worst.size() - named, fault_of_many, articles_),
            std::string(advice));
}

// What published articles show and no reader sees.
class UnseenFiles {
public:
    UnseenFiles(db::Connection& connection, media::MediaStore const& store)
        : connection_(connection)
        , store_(store)
    {
    }

    Result<void> look();
    void report(Findings&) const;

private:
    enum class Fault { none, missing, elsewhere };

    Result<std::size_t> look_at_portion();
    Result<Fault> fault_of(std::string_view address);
    Result<Fault> fault_of_path(std::string_view path);

    db::Connection& connection_;
    media::MediaStore const& store_;
    newsroom::Settings settings_;
    newsroom::Number last_ = 0;
    FaultyAddresses missing_;
    FaultyAddresses elsewhere_;
};

Result<void> UnseenFiles::look()
{
    settings_ = TRY(newsroom::load_settings(connection_));
    for (std::size_t seen = portion; seen == portion;)
        seen = TRY(look_at_portion());
    return {};
}

// What is looked for is found faster here than by the database.
Result<std::size_t> UnseenFiles::look_at_portion()
{
    struct Shown {
        std::string article;
        Addresses addresses;
    };
    std::vector<Shown> all;
    {
        auto rows = TRY(connection_.query("SELECT number, language, slug, picture, body FROM articles WHERE "
                                          "status = 'published' AND number > $1 ORDER BY number LIMIT $2",
            {last_, portion}));
        while (TRY(rows.next())) {
            last_ = rows.integer(0);
            all.push_back(
                {newsroom::article_path(settings_, rows.text(1), rows.text(2)), addresses_in(rows.text(4))});
            add(rows.text(3), all.back().addresses);
        }
    }
    for (auto const& [article, addresses] : all)
        for (auto const& address : addresses)
            if (auto const fault = TRY(fault_of(address)); fault != Fault::none)
                (fault == Fault::missing ? missing_ : elsewhere_).add(address, article);
    return all.size();
}

// A page's Content-Security-Policy has the browser load what is the newspaper's own or stands in the page.
Result<UnseenFiles::Fault> UnseenFiles::fault_of(std::string_view address)
{
    if (address.empty() || address.starts_with("data:"))
        return Fault::none;
    if (missing_.holds(address))
        return Fault::missing;
    auto const own = settings_.url + "/";
    if (address.starts_with(own))
        return fault_of_path(address.substr(own.size() - 1));
    if (html::is_outside(address))
        return Fault::elsewhere;
    return fault_of_path(address);
}

Result<UnseenFiles::Fault> UnseenFiles::fault_of_path(std::string_view path)
{
    path = path.substr(0, path.find_first_of("?#"));
    // A theme's files are looked at with the theme.
    if (is_there(store_, path) || path.starts_with("/assets/"))
        return Fault::none;
    auto const decoded = percent_decode(path);
    auto const redirect = decoded.ok() ? TRY(newsroom::Redirects(connection_).from(*decoded)) : std::nullopt;
    if (!redirect)
        return Fault::missing;
    return is_there(store_, redirect->to) ? Fault::none
        : redirect->to.starts_with('/')   ? Fault::missing
                                          : Fault::elsewhere;
}

void UnseenFiles::report(Findings& findings) const
{
    missing_.report("is not there", "are not there", mend_media, findings);
    elsewhere_.report("is on another host, from where no page loads anything",
        "are on other hosts, from where no page loads anything",
        "import again with --media, or upload it to the newsroom and put it in its place", findings);
    if (missing_.empty() && elsewhere_.empty())
        findings.add(Health::good, "every picture and file in published articles is there");
}

} // namespace

Result<void> check_library(
    db::Connection& connection, media::MediaStore const& store, Findings& findings, Content content)
{
    newsroom::Number last = 0;
    std::size_t seen = 0;
    Faulty missing;
    Faulty changed;
    for (;;) {
        auto const items = TRY(newsroom::MediaLibrary(connection).after(last, portion));
        for (auto const& item : items) {
            ++seen;
            if (!is_there(store, item.path))
                missing.add(item.path);
            else if (content == Content::compare && !is_as_stored(store, item.path))
                changed.add(item.path);
        }
        if (items.empty())
            break;
        last = items.back().number;
    }
    if (missing.count > 0)
        findings.add(Health::bad,
            fmt::format(
                "{} of {} media files are missing, the first is {}", missing.count, seen, missing.first),
            std::string(mend_media));
    if (changed.count > 0)
        findings.add(Health::bad,
            fmt::format("{} of {} media files cannot be read or are not as they were stored, the first is {}",
                changed.count, seen, changed.first),
            std::string(mend_media));
    if (missing.count == 0 && changed.count == 0)
        findings.add(Health::good,
            fmt::format("all {} media files are {}", seen,
                content == Content::compare ? "there, as they were stored" : "there"));
    return {};
}

Result<void> check_pictures(db::Connection& connection, media::MediaStore const& store, Findings& findings)
{
    UnseenFiles unseen(connection, store);
    TRY(unseen.look());
    unseen.report(findings);
    return {};
}

} // namespace broadsheet::cli
