#include "exchange/ghost_index.h"

#include "base/encoding.h"
#include "base/id.h"
#include "db/sqlite.h"
#include "exchange/ghost_format.h"
#include "exchange/json_fields.h"
#include "exchange/table_rows.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <unordered_set>

namespace broadsheet::exchange {

namespace {

using Row = boost::json::object;

constexpr std::size_t row_depth = 32;
constexpr std::size_t most_guessed_sections = 8;

bool is_indexed(std::string_view table)
{
    constexpr std::array<std::string_view, 12> tables{"tags", "users", "posts_tags", "posts_authors",
        "posts_meta", "settings", ghost::articles_table, ghost::tags_table, ghost::bylines_table,
        ghost::settings_table, ghost::redirects_table, ghost::media_table};
    return std::ranges::find(tables, table) != tables.end();
}

std::string without_site(std::string_view address)
{
    return std::string(address.starts_with(ghost::site_placeholder)
            ? address.substr(ghost::site_placeholder.size())
            : address);
}

// Ids are text in newer exports and numbers in the oldest.
std::string id_of(Row const& row, std::string_view key)
{
    auto text = text_of(row, key);
    if (!text.empty())
        return std::string(text);
    auto number = integer_of(row, key);
    return number != 0 ? std::to_string(number) : std::string();
}

// A post as the temporary database knows it.
std::int64_t key_of(std::string_view post)
{
    return static_cast<std::int64_t>(hash64(post));
}

Result<void> check_version(std::string const& meta, Report& report)
{
    boost::json::monotonic_resource memory;
    auto parsed = parse_json_object(meta.empty() ? "{}" : meta, row_depth, &memory);
    auto version = parsed.ok() ? text_of(*parsed, "version") : std::string_view();
    int major = -1;
    std::from_chars(version.data(), version.data() + version.size(), major);
    if (major < 0 || major > ghost::newest_version)
        report.note("the export",
            fmt::format("its version is \"{}\", which this program was not tried with (0 to {} were); it was "
                        "read like the newest",
                version, ghost::newest_version));
    return {};
}

} // namespace

Result<GhostIndex> GhostIndex::read(ImportOptions const& options, Report& report)
{
    GhostIndex index;
    index.limits_ = options.limits;
    index.report_ = &report;
    TRY(index.open_posts());
    TableRows rows(options.source, options.limits, options.progress);
    bool has_posts = false;
    TRY(rows.read(
        "Looking through the export",
        [&](std::string_view table) {
            has_posts = has_posts || table == "posts";
            return is_indexed(table);
        },
        [&](TableRow row) { return index.take(row); }));
    if (!has_posts)
        return invalid(fmt::format("{}: it has no table \"posts\", so it is no Ghost export (Settings, "
                                   "Advanced, Import/Export)",
            options.source.string()));
    TRY(check_version(rows.meta(), report));
    TRY(index.finish());
    return index;
}

Result<void> GhostIndex::open_posts()
{
    posts_ = TRY(db::open_temporary_sqlite());
    return posts_->execute_script("CREATE TABLE rows (post INTEGER, kind INTEGER, position INTEGER,"
                                  " value INTEGER, bytes INTEGER);"
                                  "BEGIN");
}

Result<void> GhostIndex::take(TableRow const& row)
{
    if (row.table == "posts")
        ++post_count_;
    if (!is_indexed(row.table))
        return {};
    is_own_ = is_own_ || row.table == ghost::settings_table;
    auto const refuse = [&](std::string reason) {
        report_->refuse(
            fmt::format("the row of \"{}\" at byte {}", row.table, row.offset), std::move(reason));
        return Result<void>();
    };
    if (row.text.empty())
        return refuse(fmt::format("it has {} bytes; at most {} are read", row.bytes, limits_.record_bytes));
    TRY(count(row));
    unsigned char buffer[4096];
    boost::json::monotonic_resource memory(buffer, sizeof buffer);
    auto parsed = parse_json_object(row.text, row_depth, &memory);
    auto taken = parsed.ok() ? take_row(row.table, *parsed, {row.offset, row.bytes})
                             : Result<void>(std::move(parsed).error());
    if (taken.ok() || taken.error().code == ErrorCode::io || taken.error().code == ErrorCode::database)
        return taken;
    return refuse(taken.error().message);
}

// Rows that belong to a post lie in the temporary database; of them, only the names stay.
Result<void> GhostIndex::count(TableRow const& row)
{
    bool const is_of_post = row.table.starts_with("posts_") || row.table == ghost::articles_table;
    kept_bytes_ += is_of_post ? 0 : row.bytes;
    if (kept_bytes_ + tag_names_.bytes + author_names_.bytes > limits_.index_bytes)
        return limit_reached(
            fmt::format("byte {}: tags, authors, settings, redirects and files of more than {} bytes",
                row.offset, limits_.index_bytes));
    return {};
}

Result<void> GhostIndex::take_row(std::string_view table, Row const& row, Place place)
{
    if (table == "tags")
        return take_tag(row);
    if (table == "users")
        return take_user(row);
    if (table == "posts_tags")
        return take_relation(row, "tag_id", Kind::tag, tag_names_);
    if (table == "posts_authors")
        return take_relation(row, "author_id", Kind::author, author_names_);
    if (table == "posts_meta")
        return take_place(row, Kind::meta, place);
    if (table == ghost::articles_table)
        return take_place(row, Kind::extra, place);
    if (table == ghost::redirects_table)
        return take_redirect(row);
    if (table == ghost::media_table)
        return take_media(row);
    if (table == "settings" || table == ghost::settings_table)
        settings_[fmt::format("{}{}", table == "settings" ? "" : "broadsheet.", text_of(row, "key"))]
            = text_of(row, "value");
    else
        take_translation(table, row);
    return {};
}

std::size_t GhostIndex::Names::index(std::string_view id)
{
    auto [found, is_new] = index_of.try_emplace(std::string(id), slugs.size());
    if (is_new) {
        slugs.emplace_back();
        uses.emplace_back();
        has_posts.emplace_back();
        bytes += id.size() + 2 * sizeof(std::string);
    }
    return found->second;
}

Result<void> GhostIndex::take_tag(Row const& row)
{
    newsroom::Tag tag;
    auto id = id_of(row, "id");
    tag.id = is_id(id) ? id : "";
    tag.slug = TRY(text_column(row, "slug"));
    tag.text.name = TRY(text_column(row, "name"));
    tag.text.description = TRY(text_column(row, "description"));
    tag.picture = without_site(TRY(text_column(row, "feature_image")));
    tag.is_internal = text_of(row, "visibility") == "internal" || tag.text.name.starts_with('#');
    if (tag.slug.empty() || tag.text.name.empty())
        return invalid("a tag needs a name and a slug");
    tag_names_.slugs[tag_names_.index(id)] = tag.slug;
    tag_of_.try_emplace(tag.slug, tags_.size());
    tags_.push_back(std::move(tag));
    return {};
}

Result<void> GhostIndex::take_user(Row const& row)
{
    newsroom::Byline author;
    auto id = id_of(row, "id");
    author.id = is_id(id) ? id : "";
    author.slug = TRY(text_column(row, "slug"));
    author.text.name = TRY(text_column(row, "name"));
    author.text.bio = TRY(text_column(row, "bio"));
    author.picture = without_site(TRY(text_column(row, "profile_image")));
    author.website = TRY(text_column(row, "website"));
    author.location = TRY(text_column(row, "location"));
    if (author.slug.empty() || author.text.name.empty())
        return invalid("an author needs a name and a slug");
    author_names_.slugs[author_names_.index(id)] = author.slug;
    author_of_.try_emplace(author.slug, authors_.size());
    authors_.push_back(std::move(author));
    return {};
}

constexpr auto add_row = "INSERT INTO rows (post, kind, position, value, bytes) VALUES ($1, $2, $3, $4, $5)";

Result<void> GhostIndex::take_relation(Row const& row, std::string_view column, Kind kind, Names& names)
{
    auto const index = names.index(id_of(row, column));
    auto const position = integer_of(row, "sort_order");
    names.uses[index] += position == 0;
    names.has_posts[index] = true;
    TRY(posts_->execute(
        add_row, {key_of(id_of(row, "post_id")), static_cast<int>(kind), position, index, nullptr}));
    return {};
}

Result<void> GhostIndex::take_place(Row const& row, Kind kind, Place place)
{
    TRY(posts_->execute(
        add_row, {key_of(id_of(row, "post_id")), static_cast<int>(kind), 0, place.offset, place.bytes}));
    return {};
}

Result<void> GhostIndex::take_redirect(Row const& row)
{
    newsroom::Redirect redirect;
    redirect.from = TRY(text_column(row, "from"));
    redirect.to = TRY(text_column(row, "to"));
    redirect.permanent = is_true(row, "permanent");
    redirects_.push_back(std::move(redirect));
    return {};
}

Result<void> GhostIndex::take_media(Row const& row)
{
    newsroom::MediaItem item;
    item.id = is_id(text_of(row, "id")) ? text_of(row, "id") : "";
    item.path = TRY(text_column(row, "path"));
    item.created_at = integer_of(row, "created_at");
    item.source = TRY(text_column(row, "source"));
    item.name = TRY(text_column(row, "name"));
    item.alt = TRY(text_column(row, "alt"));
    item.caption = TRY(text_column(row, "caption"));
    item.credit = TRY(text_column(row, "credit"));
    if (row.contains("focus_x") && row.contains("focus_y")) {
        item.focus_x = std::clamp<std::int64_t>(integer_of(row, "focus_x"), 0, 100);
        item.focus_y = std::clamp<std::int64_t>(integer_of(row, "focus_y"), 0, 100);
    }
    media_.push_back(std::move(item));
    return {};
}

// Rows of our own exports come behind the tables they add to.
void GhostIndex::take_translation(std::string_view table, Row const& row)
{
    std::string const slug(text_of(row, "slug"));
    auto const* translations = object_of(row, "translations");
    auto each = [&](auto&& take) {
        for (auto const& [language, value] : translations ? *translations : Row())
            if (auto const* text = value.if_object())
                take(std::string(language), *text);
    };
    if (table == ghost::tags_table) {
        auto const found = tag_of_.find(slug);
        if (found == tag_of_.end())
            return;
        auto& tag = tags_[found->second];
        tag.is_section = is_true(row, "is_section");
        tag.is_internal = is_true(row, "is_internal");
        tag.position = integer_of(row, "position");
        each([&](std::string language, Row const& text) {
            tag.translations[language]
                = {std::string(text_of(text, "name")), std::string(text_of(text, "description"))};
        });
        return;
    }
    if (auto const found = author_of_.find(slug); found != author_of_.end())
        each([&](std::string language, Row const& text) {
            authors_[found->second].translations[language]
                = {std::string(text_of(text, "name")), std::string(text_of(text, "bio"))};
        });
}

// The rows are sorted once, at the end: a sorted table would be written all over for each of them.
Result<void> GhostIndex::finish()
{
    TRY(posts_->execute_script("CREATE INDEX by_post ON rows (post, kind, position, value, bytes);"
                               "COMMIT"));
    if (!is_own_)
        choose_sections();
    return {};
}

// Where the navigation leads to a tag, by its slug.
std::unordered_map<std::string_view, std::size_t> GhostIndex::tags_in_navigation()
{
    constexpr std::string_view before = "/tag/";
    std::unordered_map<std::string_view, std::size_t> places;
    std::string_view const navigation = settings_["navigation"];
    for (auto at = navigation.find(before); at != std::string_view::npos;
         at = navigation.find(before, at + 1)) {
        auto const slug = navigation.substr(at + before.size());
        if (auto const end = slug.find('/'); end != std::string_view::npos)
            places.try_emplace(slug.substr(0, end), at);
    }
    return places;
}

// Ghost has no sections. The tags its navigation leads to are what readers know as such; without any, the
// most frequent first tags.
void GhostIndex::choose_sections()
{
    std::int64_t position = 0;
    auto const navigation = tags_in_navigation();
    std::unordered_map<std::string_view, std::size_t> uses; // by slug
    for (std::size_t i = 0; i < tag_names_.slugs.size(); ++i)
        uses[tag_names_.slugs[i]] += tag_names_.uses[i];
    std::vector<std::pair<std::size_t, newsroom::Tag*>> in_navigation;
    std::vector<std::pair<std::size_t, newsroom::Tag*>> frequent;
    for (auto& tag : tags_) {
        if (tag.is_internal)
            continue;
        if (auto const found = navigation.find(tag.slug); found != navigation.end())
            in_navigation.emplace_back(found->second, &tag);
        if (auto const found = uses.find(tag.slug); found != uses.end() && found->second > 0)
            frequent.emplace_back(found->second, &tag);
    }
    std::ranges::sort(in_navigation);
    std::ranges::sort(frequent, [](auto const& a, auto const& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    frequent.resize(std::min(frequent.size(), most_guessed_sections));
    for (auto& [rank, tag] : in_navigation.empty() ? frequent : in_navigation) {
        tag->is_section = true;
        tag->position = position++;
    }
}

Result<GhostIndex::PostRows> GhostIndex::rows_of(std::string_view post, std::string_view author_column) const
{
    PostRows found;
    std::lock_guard lock(*posts_mutex_);
    auto rows = TRY(
        posts_->query("SELECT kind, value, bytes FROM rows WHERE post = $1 ORDER BY kind, position, value",
            {key_of(post)}));
    while (TRY(rows.next())) {
        auto const value = static_cast<std::uint64_t>(rows.integer(1));
        Place const place{value, static_cast<std::uint64_t>(rows.integer(2))};
        switch (static_cast<Kind>(rows.integer(0))) {
        case Kind::tag:
            found.tags.push_back(tag_names_.slugs[value]);
            break;
        case Kind::author:
            found.authors.push_back(author_names_.slugs[value]);
            break;
        case Kind::meta:
            found.meta = found.meta.value_or(place);
            break;
        case Kind::extra:
            found.extra = found.extra.value_or(place);
            break;
        }
    }
    if (found.authors.empty() && !author_column.empty()) {
        auto const author = author_names_.index_of.find(std::string(author_column));
        bool const is_known = author != author_names_.index_of.end();
        found.authors.push_back(is_known ? author_names_.slugs[author->second] : std::string_view());
    }
    return found;
}

bool GhostIndex::has_section(std::string_view tag_slug) const
{
    auto const tag = tag_of_.find(std::string(tag_slug));
    return tag != tag_of_.end() && tags_[tag->second].is_section;
}

// Exports older than posts_authors name the author in the post itself; then all are taken. Our own hold
// bylines, not accounts.
std::vector<newsroom::Byline> GhostIndex::authors_with_articles() const
{
    auto const& has_articles = author_names_.has_posts;
    if (std::ranges::find(has_articles, true) == has_articles.end() || is_own_)
        return authors_;
    std::unordered_set<std::string_view> writers;
    for (std::size_t i = 0; i < has_articles.size(); ++i)
        if (has_articles[i])
            writers.insert(author_names_.slugs[i]);
    std::vector<newsroom::Byline> bylines;
    for (auto const& author : authors_)
        if (writers.contains(author.slug))
            bylines.push_back(author);
    return bylines;
}

} // namespace broadsheet::exchange
