#include "exchange/ghost_export.h"

#include "db/database.h"
#include "db/transaction.h"
#include "exchange/aside.h"
#include "exchange/export_file.h"
#include "exchange/ghost_format.h"
#include "exchange/ghost_rows.h"
#include "newsroom/articles.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <unordered_map>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t articles_at_once = 200;
constexpr std::size_t media_at_once = 1'000;

// One table, its rows joined by commas.
template <typename Out>
class Table {
public:
    explicit Table(Out& out)
        : out_(out)
    {
    }
    void add(boost::json::object const& row)
    {
        out_.write(std::exchange(separator_, ",\n"));
        out_.write(boost::json::serialize(row));
    }

private:
    Out& out_;
    std::string_view separator_ = "\n";
};

class GhostExport {
public:
    GhostExport(db::Connection& connection, Clock const& clock, ExportFile& file, Progress* progress)
        : connection_(connection)
        , clock_(clock)
        , file_(file)
        , progress_(progress)
    {
    }

    Result<ExportedCounts> write()
    {
        file_.write(
            fmt::format("{{\"db\":[{{\"meta\":{{\"exported_on\":{},\"version\":\"{}.0.0\"}},\"data\":{{\n",
                clock_.now(), ghost::newest_version));
        TRY(names());
        TRY(articles());
        TRY(settings());
        auto redirects = TRY(newsroom::Redirects(connection_).all());
        counts_.redirects = std::ssize(redirects);
        table(ghost::redirects_table, redirects, ghost::redirect_row);
        TRY(media());
        file_.write("\n}}]}\n");
        TRY(file_.finish());
        return counts_;
    }

private:
    void begin(std::string_view name)
    {
        file_.write(fmt::format("{}\"{}\":[", std::exchange(separator_, ",\n"), name));
    }

    template <typename Rows, typename Make>
    void table(std::string_view name, Rows const& rows, Make make)
    {
        begin(name);
        Table<ExportFile> table(file_);
        for (auto const& row : rows)
            table.add(make(row));
        file_.write("]");
    }

    Result<void> names()
    {
        auto tags = TRY(newsroom::Tags(connection_).all());
        auto bylines = TRY(newsroom::Bylines(connection_).all());
        for (auto const& tag : tags)
            tags_.emplace(tag.number, tag);
        for (auto const& byline : bylines)
            bylines_.emplace(byline.number, byline.id);
        table("tags", tags, ghost::tag_row);
        table(ghost::tags_table, tags, ghost::own_tag_row);
        table("users", bylines, ghost::user_row);
        table(ghost::bylines_table, bylines, ghost::own_byline_row);
        counts_.tags = std::ssize(tags);
        counts_.bylines = std::ssize(bylines);
        return {};
    }

    // The articles are read once; the rows of the other tables they fill wait on disk.
    Result<void> articles()
    {
        std::array names{std::string_view("posts_meta"), std::string_view("posts_tags"),
            std::string_view("posts_authors"), ghost::articles_table};
        auto metas = TRY(Aside::create());
        auto tags = TRY(Aside::create());
        auto authors = TRY(Aside::create());
        auto extras = TRY(Aside::create());
        std::array asides{&metas, &tags, &authors, &extras};
        std::array tables{Table(metas), Table(tags), Table(authors), Table(extras)};
        begin("posts");
        Table<ExportFile> posts(file_);
        newsroom::Number last = 0;
        while (true) {
            auto page = TRY(newsroom::Articles(connection_).after(last, articles_at_once));
            if (page.empty())
                break;
            last = page.back().number;
            for (auto const& article : page) {
                posts.add(ghost::post_row(article));
                relations(article, tables);
            }
            counts_.articles += std::ssize(page);
            if (progress_)
                progress_->reach(static_cast<std::uint64_t>(counts_.articles));
        }
        file_.write("]");
        for (std::size_t i = 0; i < names.size(); ++i) {
            begin(names[i]);
            TRY(asides[i]->read([&](std::string_view rows) {
                file_.write(rows);
                return Result<void>();
            }));
            file_.write("]");
        }
        return {};
    }

    void relations(newsroom::Article const& article, std::array<Table<Aside>, 4>& tables)
    {
        auto& [metas, tags, authors, extras] = tables;
        metas.add(ghost::post_meta_row(article));
        for (std::size_t i = 0; i < article.tags.size(); ++i)
            tags.add(ghost::relation_row(article.id, "tag_id", tags_.at(article.tags[i]).id, i));
        for (std::size_t i = 0; i < article.bylines.size(); ++i)
            authors.add(ghost::relation_row(article.id, "author_id", bylines_.at(article.bylines[i]), i));
        extras.add(ghost::article_row(article, article.section ? tags_.at(*article.section).slug : ""));
    }

    Result<void> settings()
    {
        auto const settings = TRY(newsroom::load_settings(connection_));
        auto const& language = settings.first_language();
        auto navigation = [&](newsroom::Settings::Navigation const& all) {
            auto found = all.find(language);
            return ghost::navigation_text(
                found == all.end() ? std::vector<newsroom::NavigationItem>() : found->second);
        };
        std::vector<boost::json::object> rows{ghost::setting_row("title", settings.title_in(language)),
            ghost::setting_row("description", settings.description_in(language)),
            ghost::setting_row("timezone", settings.time_zone), ghost::setting_row("locale", language),
            ghost::setting_row("accent_color", settings.accent_colour),
            ghost::setting_row("logo", settings.logo), ghost::setting_row("icon", settings.icon),
            ghost::setting_row("cover_image", settings.cover),
            ghost::setting_row("navigation", navigation(settings.navigation)),
            ghost::setting_row("secondary_navigation", navigation(settings.secondary_navigation))};
        auto as_it_is = [](boost::json::object const& row) { return row; };
        table("settings", rows, as_it_is);
        std::array own{ghost::setting_row("settings", ghost::settings_text(settings))};
        table(ghost::settings_table, own, as_it_is);
        return {};
    }

    Result<void> media()
    {
        begin(ghost::media_table);
        Table<ExportFile> rows(file_);
        newsroom::Number last = 0;
        while (true) {
            auto page = TRY(newsroom::MediaLibrary(connection_).after(last, media_at_once));
            if (page.empty())
                break;
            last = page.back().number;
            for (auto const& item : page)
                rows.add(ghost::media_row(item));
        }
        file_.write("]");
        return {};
    }

    db::Connection& connection_;
    Clock const& clock_;
    ExportFile& file_;
    Progress* progress_;
    ExportedCounts counts_;
    std::string_view separator_;
    std::unordered_map<newsroom::Number, newsroom::Tag> tags_;
    std::unordered_map<newsroom::Number, std::string> bylines_; // ids
};

Result<std::int64_t> count_articles(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT count(*) FROM articles"));
    TRY(rows.next());
    return rows.integer(0);
}

} // namespace

Result<ExportedCounts> export_ghost(
    db::Database& database, Clock const& clock, ExportPlace const& place, Progress* progress)
{
    auto connection = TRY(database.connect());
    auto file = TRY(ExportFile::create(place.file, place.unfinished));
    if (progress) {
        auto count = TRY(count_articles(*connection));
        progress->begin("Exporting", static_cast<std::uint64_t>(count));
    }
    auto counts = db::transaction(*connection, db::Access::read,
        [&] { return GhostExport(*connection, clock, file, progress).write(); });
    if (progress)
        progress->end();
    return counts;
}

} // namespace broadsheet::exchange
