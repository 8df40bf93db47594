#pragma once

#include "db/connection.h"
#include "exchange/import.h"
#include "newsroom/media_library.h"
#include "newsroom/redirects.h"
#include "newsroom/taxonomy.h"

#include <boost/json/fwd.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet::exchange {

// What a first pass over a Ghost export keeps, so that a second one can take the posts in one go whatever the
// order of the tables. What belongs to a post is kept in a temporary database, so that memory does not grow
// with the archive.
class GhostIndex {
public:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t bytes = 0;
    };
    // What the rows of other tables say of a post.
    struct PostRows {
        std::vector<std::string_view> tags; // slugs, in their order there
        std::vector<std::string_view> authors; // "": one that no row of the export describes
        std::optional<Place> meta; // the row of "posts_meta"
        std::optional<Place> extra; // that of our own "broadsheet_articles"
    };

    // Reads the whole file, which therefore is complete when anything is written. A row that cannot be taken
    // is told to the report; more than ImportLimits::index_bytes of what is kept is an error.
    static Result<GhostIndex> read(ImportOptions const&, Report&);

    // The author of the post's own column counts where no row names one. Thread-safe.
    Result<PostRows> rows_of(std::string_view post, std::string_view author_column) const;

    std::vector<newsroom::Tag> const& tags() const { return tags_; }
    bool has_section(std::string_view tag_slug) const;
    // Whether the export is one of ours, which says itself which tags are sections.
    bool is_own() const { return is_own_; }
    // The authors some article has; other accounts of the source are nobody's business.
    std::vector<newsroom::Byline> authors_with_articles() const;
    std::unordered_map<std::string, std::string> const& settings() const { return settings_; }
    std::vector<newsroom::Redirect> const& redirects() const { return redirects_; } // of our own exports
    std::vector<newsroom::MediaItem> const& media() const { return media_; } // likewise
    std::uint64_t post_count() const { return post_count_; }

private:
    // What a row says of a post; also the order in which they are found.
    enum class Kind { tag, author, meta, extra };
    // Related rows name ids that a later table may hold, so ids get their index when first met.
    struct Names {
        std::unordered_map<std::string, std::size_t> index_of;
        std::vector<std::string> slugs;
        std::vector<std::size_t> uses; // by posts that name them first
        std::vector<bool> has_posts;
        std::uint64_t bytes = 0; // about so much memory
        std::size_t index(std::string_view id);
    };

    Result<void> take(struct TableRow const&);
    Result<void> take_row(std::string_view table, boost::json::object const&, Place);
    Result<void> take_tag(boost::json::object const&);
    Result<void> take_user(boost::json::object const&);
    Result<void> take_relation(boost::json::object const&, std::string_view column, Kind, Names&);
    Result<void> take_place(boost::json::object const&, Kind, Place);
    Result<void> take_redirect(boost::json::object const&);
    Result<void> take_media(boost::json::object const&);
    void take_translation(std::string_view table, boost::json::object const&);
    Result<void> open_posts();
    Result<void> finish();
    Result<void> count(struct TableRow const&);
    std::unordered_map<std::string_view, std::size_t> tags_in_navigation();
    void choose_sections();

    ImportLimits limits_;
    Report* report_ = nullptr;
    Names tag_names_;
    Names author_names_;
    std::vector<newsroom::Tag> tags_;
    std::vector<newsroom::Byline> authors_;
    std::unordered_map<std::string, std::size_t> tag_of_; // by slug, the first of each
    std::unordered_map<std::string, std::size_t> author_of_;
    std::unique_ptr<db::Connection> posts_;
    std::unique_ptr<std::mutex> posts_mutex_ = std::make_unique<std::mutex>();
    std::unordered_map<std::string, std::string> settings_;
    std::vector<newsroom::Redirect> redirects_;
    std::vector<newsroom::MediaItem> media_;
    std::uint64_t post_count_ = 0;
    std::uint64_t kept_bytes_ = 0; // of rows that stay in memory
    bool is_own_ = false;
};

} // namespace broadsheet::exchange
