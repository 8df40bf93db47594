#pragma once

#include "db/database.h"
#include "exchange/article_writer.h"
#include "exchange/import.h"
#include "exchange/imported_article.h"
#include "exchange/written_frame.h"

#include <memory>
#include <vector>

namespace broadsheet::exchange {

// Writes an imported archive in short transactions, so that the newspaper goes on answering and an import
// that is killed has lost nothing it had reported. Used by one thread.
class ArchiveWriter {
public:
    ArchiveWriter(ImportTarget const&, db::Connection&, ImportOptions const&, Report&);

    // Writes settings, tags, bylines, redirects, appeals and newsletters in one transaction; comes before the
    // first article.
    Result<void> write_frame(Frame const&);
    // The language of records that name none.
    std::string const& record_language() const { return frame_.record_language; }
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
    Result<bool> is_first_of_its_id(ImportedArticle const&);
    Result<void> write_batch();
    Result<void> write_singly();
    Result<std::vector<WrittenArticle>> write_together(std::size_t from, std::size_t to);
    Result<void> name_what_is_gone();
    void count(ImportedRecord&, WrittenArticle const&);

    ImportTarget target_;
    db::Connection& connection_;
    ImportOptions const& options_;
    Report& report_;
    WrittenFrame frame_;
    // Hashes of the records' sources or ids, in a temporary database: memory does not grow with the archive.
    std::unique_ptr<db::Connection> seen_;
    std::vector<ImportedRecord> batch_;
    std::size_t batch_bytes_ = 0;
};

} // namespace broadsheet::exchange
