#include "cli/check_media.h"

#include "newsroom/media_library.h"
#include "newsroom/paths.h"
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

// Addresses below /media/ as attributes of clean HTML hold them.
std::set<std::string_view> addresses_in(std::string_view html)
{
    constexpr std::string_view begin = "=\"/media/";
    std::set<std::string_view> addresses;
    for (auto at = html.find(begin); at != html.npos; at = html.find(begin, at)) {
        at += 2;
        addresses.insert(html.substr(at, html.find_first_of("\"?#", at) - at));
    }
    return addresses;
}

// The addresses that lead nowhere, and how many articles have each.
class DeadAddresses {
public:
    DeadAddresses(db::Connection& connection, media::MediaStore const& store)
        : connection_(connection)
        , store_(store)
    {
    }

    Result<void> look()
    {
        settings_ = TRY(newsroom::load_settings(connection_));
        for (std::size_t seen = portion; seen == portion;)
            seen = TRY(look_at_portion());
        return {};
    }

    void report(Findings& findings) const;

private:
    struct Dead {
        std::int64_t articles = 0;
        std::string first; // path of the first article
    };

    Result<std::size_t> look_at_portion();
    void add(std::string_view address, std::string const& article);

    db::Connection& connection_;
    media::MediaStore const& store_;
    newsroom::Settings settings_;
    newsroom::Number last_ = 0;
    std::map<std::string, Dead, std::less<>> dead_;
    std::int64_t left_out_ = 0; // articles of addresses that are not kept
};

Result<std::size_t> DeadAddresses::look_at_portion()
{
    auto rows = TRY(
        connection_.query("SELECT number, language, slug, picture, body FROM articles WHERE status = "
                          "'published' AND number > $1 "
                          "AND (picture LIKE '/media/%' OR body LIKE '%\"/media/%') ORDER BY number LIMIT $2",
            {last_, portion}));
    std::size_t seen = 0;
    while (TRY(rows.next())) {
        ++seen;
        last_ = rows.integer(0);
        auto const article = newsroom::article_path(settings_, rows.text(1), rows.text(2));
        auto const picture = rows.string(3);
        auto const body = rows.string(4);
        auto addresses = addresses_in(body);
        if (picture.starts_with("/media/"))
            addresses.insert(picture);
        for (auto const address : addresses)
            if (!is_there(store_, address))
                add(address, article);
    }
    return seen;
}

void DeadAddresses::add(std::string_view address, std::string const& article)
{
    auto found = dead_.find(address);
    if (found == dead_.end() && dead_.size() >= most_kept) {
        ++left_out_;
        return;
    }
    if (found == dead_.end())
        found = dead_.emplace(address, Dead{0, article}).first;
    ++found->second.articles;
}

void DeadAddresses::report(Findings& findings) const
{
    if (dead_.empty()) {
        findings.add(Health::good, "every picture and file in published articles is there");
        return;
    }
    std::vector<std::pair<std::string_view, Dead const*>> worst;
    for (auto const& [address, dead] : dead_)
        worst.emplace_back(address, &dead);
    std::ranges::stable_sort(
        worst, std::ranges::greater(), [](auto const& one) { return one.second->articles; });
    auto const named = std::min(worst.size(), most_named);
    for (std::size_t i = 0; i < named; ++i) {
        auto const& [address, dead] = worst[i];
        findings.add(Health::bad,
            fmt::format("published articles show {}, which is not there: {} of them, such as {}", address,
                dead->articles, dead->first),
            i + 1 < named ? ""
                          : fmt::format("{}; or take it out of the articles in the newsroom", mend_media));
    }
    if (worst.size() > named)
        findings.add(Health::bad,
            fmt::format("{}{} more pictures and files in published articles are not there",
                left_out_ > 0 ? "at least " : "", worst.size() - named),
            std::string(mend_media));
}

} // namespace

Result<void> check_library(db::Connection& connection, media::MediaStore const& store, Findings& findings)
{
    newsroom::Number last = 0;
    std::size_t seen = 0;
    std::size_t missing = 0;
    std::string first_missing;
    for (;;) {
        auto const items = TRY(newsroom::MediaLibrary(connection).after(last, portion));
        for (auto const& item : items) {
            ++seen;
            if (!is_there(store, item.path) && missing++ == 0)
                first_missing = item.path;
        }
        if (items.empty())
            break;
        last = items.back().number;
    }
    if (missing > 0)
        findings.add(Health::bad,
            fmt::format("{} of {} media files are missing, the first is {}", missing, seen, first_missing),
            std::string(mend_media));
    else
        findings.add(Health::good, fmt::format("all {} media files are there", seen));
    return {};
}

Result<void> check_pictures(db::Connection& connection, media::MediaStore const& store, Findings& findings)
{
    DeadAddresses dead(connection, store);
    TRY(dead.look());
    dead.report(findings);
    return {};
}

} // namespace broadsheet::cli
