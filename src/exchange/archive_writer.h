#pragma once

#include "db/database.h"
#include "exchange/import.h"
#include "exchange/imported_article.h"

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet::exchange {

// Writes an imported archive in short transactions, so that the newspaper goes on answering and an import
// that is killed has lost nothing it had reported. Used by one thread.
class ArchiveWriter {
public:
    ArchiveWriter(ImportTarget const&, db::Connection&, ImportOptions const&, Report&);

    // Writes settings, tags, bylines, redirects, appeals and newsletters in one transaction; comes before the
    // first article.
    Result<void> write_frame(Frame const&);
    // Does what add() wants done to an article first, and any thread can do: supplies what the source does
    // not say, and computes the article's facts. Thread-safe after write_frame().
    void complete(ImportedArticle&) const;
    // Takes a completed article, writing now or with the next ones. An article of an earlier import is left
    // alone when its source has not changed; otherwise it keeps what its source cannot say: that it was
    // unpublished, withdrawn or published here, its corrections, and more. One whose slug belongs to
    // another article gets "-2", "-3", … behind it.
    Result<void> add(ImportedRecord);
    // Makes redirects from addresses that nothing leads away from yet.
    Result<void> lead_on(std::vector<newsroom::Redirect> const& former);
    // Tells the report that the import was stopped.
    void stop() { report_.was_stopped = true; }
    // Writes what add() has kept, and adds to the report what concerns the archive as a whole.
    Result<void> finish();

private:
    enum class Outcome { imported, updated, unchanged };
    struct Written {
        Outcome outcome = Outcome::unchanged;
        std::vector<std::string> notes;
    };

    Result<void> check_theme(std::string const& name) const;
    Result<void> write_settings(newsroom::Change&, Frame const&);
    Result<void> write_tags(newsroom::Change&, Frame const&);
    Result<void> write_tag(newsroom::Change&, newsroom::Tag const&);
    Result<void> write_bylines(newsroom::Change&, Frame const&);
    Result<void> write_byline(newsroom::Change&, newsroom::Byline const&);
    using NumbersBySlug = std::unordered_map<std::string, newsroom::Number>;
    Result<void> take_number(
        Result<newsroom::Number> saved, NumbersBySlug&, std::string_view what, std::string const& slug);
    std::string record_language(Frame const&) const;
    Result<void> write_redirects(newsroom::Change&, Frame const&);
    Result<void> write_appeals(newsroom::Change&, Frame const&);
    Result<void> write_newsletters(newsroom::Change&, Frame const&);
    Result<void> write_issues();
    Result<void> write_issue(
        newsroom::Change&, newsroom::Newsletter const&, DescribedNewsletter::DescribedIssue const&);

    Result<bool> is_first_of_its_id(ImportedArticle const&);
    Result<void> write_batch();
    Result<void> write_singly();
    Result<std::vector<Written>> write_together(std::size_t from, std::size_t to);
    Result<Written> write(newsroom::Change&, ImportedArticle&);
    Result<bool> find_earlier(ImportedArticle&, Written&);
    Result<bool> find_renamed(newsroom::Article&, Written&) const;
    Result<void> name_what_is_gone();
    Result<bool> is_up_to_date(newsroom::Article const&) const;
    Result<void> keep_what_is_ours(ImportedArticle&, Written&) const;
    Result<void> keep_status(newsroom::Article const& here, ImportedArticle&, Written&) const;
    Result<void> choose_slug(newsroom::Change&, newsroom::Article&, Written&);
    void settle_status(newsroom::Article&, Written&) const;
    Result<void> settle_language(newsroom::Change&, newsroom::Article&);
    void resolve_names(ImportedArticle&, Written&) const;
    static Result<void> lead_on(newsroom::Change&, newsroom::Redirect const&);
    Result<void> lead_here(newsroom::Change&, ImportedArticle const&, Written&);
    void count(ImportedRecord&, Written const&);

    ImportTarget target_;
    db::Connection& connection_;
    ImportOptions const& options_;
    Report& report_;
    newsroom::Settings settings_;
    std::string record_language_; // of records that name none
    std::map<std::string, std::int64_t> added_languages_; // to the newspaper, and the articles in each
    NumbersBySlug tags_;
    NumbersBySlug bylines_;
    std::string source_kind_; // Frame's
    std::unordered_set<std::string> sources_;
    std::vector<DescribedNewsletter> newsletters_; // with ids; their issues wait for their articles
    // Hashes of the records' sources or ids, in a temporary database: memory does not grow with the archive.
    std::unique_ptr<db::Connection> seen_;
    std::vector<ImportedRecord> batch_;
    std::size_t batch_bytes_ = 0;
};

} // namespace broadsheet::exchange
