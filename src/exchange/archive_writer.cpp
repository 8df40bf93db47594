#include "exchange/archive_writer.h"

#include "base/encoding.h"
#include "db/sqlite.h"
#include "exchange/article_writer.h"
#include "exchange/former_addresses.h"
#include "exchange/frame_writer.h"
#include "exchange/newsletter_writer.h"
#include "exchange/record_error.h"
#include "newsroom/paths.h"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace broadsheet::exchange {

namespace {

// A batch ends early at this size, so that a few huge records do not make a long transaction.
constexpr std::size_t batch_bytes = 8 << 20;
constexpr std::size_t most_named_as_gone = 1'000;

} // namespace

ArchiveWriter::ArchiveWriter(
    ImportTarget const& target, db::Connection& connection, ImportOptions const& options, Report& report)
    : target_(target)
    , connection_(connection)
    , options_(options)
    , report_(report)
{
}

Result<void> ArchiveWriter::write_frame(Frame const& frame)
{
    frame_ = TRY(newsroom::change(
        connection_, target_.clock, target_.random, [&](newsroom::Change& change) -> Result<WrittenFrame> {
            change.set_silent();
            return exchange::write_frame(change, frame, options_, report_);
        }));
    return {};
}

Result<void> ArchiveWriter::lead_on(std::vector<newsroom::Redirect> const& former)
{
    for (auto rest = std::span(former); !rest.empty();) {
        auto const batch = rest.first(std::min(rest.size(), options_.batch));
        rest = rest.subspan(batch.size());
        auto written = newsroom::change(
            connection_, target_.clock, target_.random, [&](newsroom::Change& change) -> Result<void> {
                change.set_silent();
                for (auto const& redirect : batch)
                    TRY(exchange::lead_on(change, redirect));
                return {};
            });
        TRY(std::move(written));
    }
    return {};
}

void ArchiveWriter::complete(ImportedArticle& imported) const
{
    if (imported.article.language.empty())
        imported.article.language = frame_.record_language;
    imported.facts = newsroom::facts_of(imported.article);
}

Result<void> ArchiveWriter::add(ImportedRecord record)
{
    if (!record.article.ok()) {
        report_.refuse(std::move(record.name), record.article.error().message);
        return {};
    }
    if (!TRY(is_first_of_its_id(*record.article))) {
        report_.refuse(std::move(record.name), "an earlier record of the source has the same id");
        return {};
    }
    batch_bytes_ += record.bytes;
    batch_.push_back(std::move(record));
    return batch_.size() >= options_.batch || batch_bytes_ >= batch_bytes ? write_batch() : Result<void>();
}

Result<bool> ArchiveWriter::is_first_of_its_id(ImportedArticle const& imported)
{
    if (!seen_) {
        seen_ = TRY(db::open_temporary_sqlite());
        TRY(seen_->execute_script("CREATE TABLE seen (hash INTEGER PRIMARY KEY); BEGIN"));
    }
    auto const hash = hash64(imported.is_ours ? imported.article.id : imported.article.source);
    return TRY(seen_->execute("INSERT INTO seen (hash) VALUES ($1) ON CONFLICT DO NOTHING",
               {static_cast<std::int64_t>(hash)}))
        == 1;
}

Result<void> ArchiveWriter::finish()
{
    TRY(write_batch());
    TRY(newsroom::change(connection_, target_.clock, target_.random, [&](newsroom::Change& change) {
        change.set_silent();
        return write_issues(change, frame_.newsletters, report_);
    }));
    TRY(name_what_is_gone());
    for (auto const& [language, count] : std::exchange(frame_.added_languages, {}))
        if (count > 0)
            report_.note(fmt::format("language \"{}\"", language),
                fmt::format("the newspaper did not have it; it was added, for {} of the articles", count));
    return {};
}

// A batch that fails is taken again record by record, so that one bad record costs only itself.
Result<void> ArchiveWriter::write_batch()
{
    auto written = write_together(0, batch_.size());
    if (written.ok()) {
        for (std::size_t i = 0; i < batch_.size(); ++i)
            count(batch_[i], written.value()[i]);
    } else if (is_about_the_record(written.error())) {
        TRY(write_singly());
    } else {
        return std::move(written).error();
    }
    batch_.clear();
    batch_bytes_ = 0;
    return {};
}

Result<void> ArchiveWriter::write_singly()
{
    for (std::size_t i = 0; i < batch_.size(); ++i) {
        auto written = write_together(i, i + 1);
        if (written.ok())
            count(batch_[i], written->front());
        else
            TRY(refuse_record(report_, std::move(batch_[i].name), std::move(written).error()));
    }
    return {};
}

// Writes a part of the batch in one transaction.
Result<std::vector<WrittenArticle>> ArchiveWriter::write_together(std::size_t from, std::size_t to)
{
    auto const former_settings = frame_.settings;
    auto written = newsroom::change(connection_, target_.clock, target_.random,
        [&](newsroom::Change& change) -> Result<std::vector<WrittenArticle>> {
            change.set_silent();
            std::vector<WrittenArticle> outcomes;
            for (auto i = from; i < to; ++i) {
                // A copy of the article: a batch that fails is written again.
                outcomes.push_back(TRY(write_article(change, *batch_[i].article, frame_)));
            }
            return outcomes;
        });
    if (!written.ok())
        frame_.settings = former_settings; // what was saved is undone
    return written;
}

// What is no more in a source that was read as a whole stays, since only the newsroom takes anything offline.
Result<void> ArchiveWriter::name_what_is_gone()
{
    if (frame_.source_kind.empty() || report_.was_stopped)
        return {};
    std::vector<std::pair<std::string, std::string>> gone; // name and address
    std::size_t kept = 0;
    auto rows = TRY(connection_.query(
        "SELECT source, language, slug FROM articles WHERE source LIKE $1 AND status <> 'withdrawn' "
        "ORDER BY source",
        {frame_.source_kind + "%"}));
    while (TRY(rows.next())) {
        if (frame_.sources.contains(rows.string(0)))
            ++kept;
        else if (gone.size() < most_named_as_gone)
            gone.emplace_back(rows.string(0).substr(frame_.source_kind.size()),
                newsroom::article_path(frame_.settings, rows.text(1), rows.text(2)));
    }
    if (gone.size() > kept) { // of another folder
        report_.note("earlier imports",
            "most of their articles are of files that are not in this folder; they stay as they are");
        return {};
    }
    for (auto const& [name, path] : gone)
        report_.note(name,
            fmt::format("it is gone; its article {} stays as it is here: withdraw it in the "
                        "newsroom if readers should not see it any more",
                path));
    return {};
}

void ArchiveWriter::count(ImportedRecord& record, WrittenArticle const& written)
{
    switch (written.outcome) {
    case WrittenArticle::Outcome::unchanged:
        ++report_.unchanged;
        return;
    case WrittenArticle::Outcome::imported:
        ++report_.imported;
        break;
    case WrittenArticle::Outcome::updated:
        ++report_.updated;
        break;
    }
    if (auto added = frame_.added_languages.find(record.article->article.language);
        added != frame_.added_languages.end())
        ++added->second;
    for (auto* notes : {&std::as_const(record.notes), &written.notes})
        for (auto const& note : *notes)
            report_.note(record.name, note);
}

} // namespace broadsheet::exchange
