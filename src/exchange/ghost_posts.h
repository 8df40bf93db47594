#pragma once

#include "exchange/ghost_index.h"
#include "exchange/imported_article.h"
#include "exchange/media_references.h"

#include <boost/json/fwd.hpp>

namespace broadsheet::exchange {

struct TableRow;

// Turns rows of "posts" into articles. Thread-safe.
class GhostPosts {
public:
    // All are borrowed. Opens the source a second time, for the rows that belong to a post.
    static Result<GhostPosts> open(GhostIndex const&, MediaReferences&, ImportOptions const&);
    ~GhostPosts();
    GhostPosts(GhostPosts&&) noexcept;
    GhostPosts& operator=(GhostPosts&&) = delete;

    void convert(TableRow const&, ImportedRecord&) const;

private:
    using Row = boost::json::object;

    GhostPosts(int file, GhostIndex const&, MediaReferences&, ImportOptions const&);

    Result<std::string> row_at(std::optional<GhostIndex::Place>) const;
    Result<ImportedArticle> article(TableRow const&, ImportedRecord&) const;
    Result<std::string> source_of_body(Row const& post, ImportedRecord&) const;
    Result<void> take_status(Row const& post, ImportedArticle&) const;
    Result<void> take_meta(Row const& meta, newsroom::Article&) const;
    Result<void> take_extra(Row const& extra, ImportedArticle&) const;
    void take_names(GhostIndex::PostRows const&, ImportedArticle&) const;

    int file_;
    GhostIndex const& index_;
    MediaReferences& media_;
    ImportOptions const& options_;
};

} // namespace broadsheet::exchange
