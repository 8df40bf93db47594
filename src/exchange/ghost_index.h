#pragma once

#include "exchange/import.h"
#include "newsroom/taxonomy.h"

#include <boost/json/fwd.hpp>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet::exchange {

// What a first pass over a Ghost export keeps, so that a second one can take the posts in one go whatever the
// order of the tables. A post costs some sixty bytes here; its own rows stay in the file.
class GhostIndex {
public:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t bytes = 0;
        auto operator<=>(Place const&) const = default;
    };

    // Reads the whole file, which therefore is complete when anything is written.
    static Result<GhostIndex> read(ImportOptions const&, Report&);

    // Return the slugs of a post's tags and authors, in their order there.
    std::vector<std::string_view> tags_of(std::string_view post) const;
    std::vector<std::string_view> authors_of(std::string_view post, std::string_view author_column) const;
    // Return where the post's row of "posts_meta", and of our own "broadsheet_articles", lies.
    std::optional<Place> meta_of(std::string_view post) const;
    std::optional<Place> extra_of(std::string_view post) const;

    std::vector<newsroom::Tag> const& tags() const { return tags_; }
    bool has_section(std::string_view tag_slug) const;
    // Whether the export is one of ours, which says itself which tags are sections.
    bool is_own() const { return is_own_; }
    // The authors some article has; other accounts of the source are nobody's business.
    std::vector<newsroom::Byline> authors_with_articles() const;
    std::unordered_map<std::string, std::string> const& settings() const { return settings_; }
    std::vector<std::string> const& redirects() const { return redirects_; } // rows of our own exports
    std::vector<std::string> const& media() const { return media_; } // likewise
    std::uint64_t post_count() const { return post_count_; }

private:
    struct Relation {
        std::uint64_t post = 0; // hash of its id
        std::uint32_t order = 0;
        std::uint32_t index = 0; // of the tag or author
        auto operator<=>(Relation const&) const = default;
    };
    struct PostPlace {
        std::uint64_t post = 0;
        Place place;
        auto operator<=>(PostPlace const&) const = default;
    };
    // Related rows name ids that a later table may hold, so ids get their index when first met.
    struct Names {
        std::unordered_map<std::string, std::uint32_t> index_of;
        std::vector<std::string> slugs;
        std::uint32_t index(std::string_view id);
    };

    Result<void> take(struct TableRow const&);
    Result<void> take_row(std::string_view table, boost::json::object const&, Place);
    Result<void> take_tag(boost::json::object const&);
    Result<void> take_user(boost::json::object const&);
    void take_relation(boost::json::object const&, std::string_view column, Names&, std::deque<Relation>&);
    void take_translation(std::string_view table, boost::json::object const&);
    void finish();
    void choose_sections();

    ImportLimits limits_;
    Report* report_ = nullptr;
    Names tag_names_;
    Names author_names_;
    std::vector<newsroom::Tag> tags_;
    std::vector<newsroom::Byline> authors_;
    // Deques, because a vector that grows needs the room of both its old and its new elements.
    std::deque<Relation> post_tags_;
    std::deque<Relation> post_authors_;
    std::deque<PostPlace> metas_;
    std::deque<PostPlace> extras_;
    std::unordered_map<std::string, std::string> settings_;
    std::vector<std::string> redirects_;
    std::vector<std::string> media_;
    std::uint64_t post_count_ = 0;
    bool is_own_ = false;
};

} // namespace broadsheet::exchange
