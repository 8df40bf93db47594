#include "exchange/archive_writer.h"

#include "base/encoding.h"
#include "db/sqlite.h"
#include "exchange/acceptable_settings.h"
#include "exchange/source_language.h"
#include "exchange/unsaid.h"
#include "newsroom/appeals.h"
#include "newsroom/articles.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"
#include "newsroom/paths.h"
#include "newsroom/source_status.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/ranges.h>
#include <span>

namespace broadsheet::exchange {

namespace {

// A batch ends early at this size, so that a few huge records do not make a long transaction.
constexpr std::size_t batch_bytes = 8 << 20;
constexpr std::size_t most_named_as_gone = 1'000;

// Whether an error is about the record; anything else (disk full, connection lost) ends the import.
bool is_about_the_record(Error const& error)
{
    return error.code == ErrorCode::invalid || error.code == ErrorCode::conflict
        || error.code == ErrorCode::limit || error.code == ErrorCode::not_found;
}

std::string_view done_by_the_newsroom(newsroom::Status status)
{
    return status == newsroom::Status::draft ? "unpublished" : newsroom::name_of(status);
}

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
    auto written = newsroom::change(
        connection_, target_.clock, target_.random, [&](newsroom::Change& change) -> Result<void> {
            change.set_silent();
            TRY(write_settings(change, frame));
            record_language_ = record_language(frame);
            TRY(write_tags(change, frame));
            TRY(write_bylines(change, frame));
            TRY(write_redirects(change, frame));
            TRY(write_appeals(change, frame));
            return write_newsletters(change, frame);
        });
    TRY(std::move(written));
    source_kind_ = frame.source_kind;
    sources_ = frame.sources;
    return {};
}

std::string ArchiveWriter::record_language(Frame const& frame) const
{
    if (!options_.language.empty())
        return options_.language;
    auto const named = source_language(settings_, frame.language);
    bool const is_here = std::ranges::find(settings_.languages, named) != settings_.languages.end();
    return is_here ? named : settings_.first_language();
}

Result<void> ArchiveWriter::check_theme(std::string const& name) const
{
    if (options_.themes.empty() || name == settings_.theme
        || std::ranges::find(options_.themes, name) != options_.themes.end())
        return {};
    return invalid(
        fmt::format("theme: there is no \"{}\"; there are: {}", name, fmt::join(options_.themes, ", ")));
}

Result<void> ArchiveWriter::write_settings(newsroom::Change& change, Frame const& frame)
{
    settings_ = TRY(newsroom::load_settings(connection_));
    if (!frame.apply_settings || options_.settings == TakeSettings::never)
        return {};
    if (options_.settings == TakeSettings::when_empty
        && !TRY(newsroom::Articles(connection_).after(0, 1)).empty())
        return {};
    auto wanted = settings_;
    frame.apply_settings(wanted);
    // The address is this newspaper's own, once it has one: an archive often comes from another.
    if (options_.settings != TakeSettings::always && settings_.url != newsroom::no_address_yet)
        wanted.url = settings_.url;
    if (auto const theme = check_theme(wanted.theme); !theme.ok()) {
        report_.refuse("settings", theme.error().message);
        wanted.theme = settings_.theme;
    }
    wanted = acceptable_settings(settings_, std::move(wanted), report_);
    if (wanted == settings_)
        return {};
    TRY(newsroom::save_settings(change, wanted));
    settings_ = std::move(wanted);
    return {};
}

Result<void> ArchiveWriter::write_tags(newsroom::Change& change, Frame const& frame)
{
    std::unordered_map<std::string, newsroom::Tag> earlier;
    for (auto& tag : TRY(newsroom::Tags(connection_).all())) {
        tags_.emplace(tag.slug, tag.number);
        earlier.emplace(tag.slug, std::move(tag));
    }
    for (auto tag : frame.tags) {
        if (auto const found = earlier.find(tag.slug); found != earlier.end()) {
            tag.number = found->second.number;
            tag.id = found->second.id;
            if (tag.translations.empty())
                tag.translations = found->second.translations;
            if (!frame.knows_sections) {
                tag.is_section = found->second.is_section;
                tag.position = found->second.position;
            }
        }
        TRY(write_tag(change, tag));
    }
    for (auto const& tag : frame.named_tags)
        if (!tags_.contains(tag.slug))
            TRY(write_tag(change, tag));
    return {};
}

Result<void> ArchiveWriter::write_tag(newsroom::Change& change, newsroom::Tag const& tag)
{
    return take_number(newsroom::Tags::save(change, tag), tags_, "tag", tag.slug);
}

Result<void> ArchiveWriter::write_bylines(newsroom::Change& change, Frame const& frame)
{
    std::unordered_map<std::string, newsroom::Byline> earlier;
    for (auto& byline : TRY(newsroom::Bylines(connection_).all())) {
        bylines_.emplace(byline.slug, byline.number);
        earlier.emplace(byline.slug, std::move(byline));
    }
    for (auto byline : frame.bylines) {
        if (auto const found = earlier.find(byline.slug); found != earlier.end()) {
            byline.number = found->second.number;
            byline.id = found->second.id;
            if (byline.translations.empty())
                byline.translations = found->second.translations;
        }
        TRY(write_byline(change, byline));
    }
    for (auto const& byline : frame.named_bylines)
        if (!bylines_.contains(byline.slug))
            TRY(write_byline(change, byline));
    return {};
}

Result<void> ArchiveWriter::write_byline(newsroom::Change& change, newsroom::Byline const& byline)
{
    if (auto const redacted = TRY(newsroom::Bylines(connection_).redacted_from(byline.slug))) {
        bylines_.insert_or_assign(byline.slug, *redacted);
        return {};
    }
    return take_number(newsroom::Bylines::save(change, byline), bylines_, "author", byline.slug);
}

// Knows what was saved by its slug, or reports why it could not be.
Result<void> ArchiveWriter::take_number(
    Result<newsroom::Number> saved, NumbersBySlug& numbers, std::string_view what, std::string const& slug)
{
    if (saved.ok())
        numbers.insert_or_assign(slug, *saved);
    else if (is_about_the_record(saved.error()))
        report_.refuse(fmt::format("{} \"{}\"", what, slug), saved.error().message);
    else
        return std::move(saved).error();
    return {};
}

Result<void> ArchiveWriter::write_redirects(newsroom::Change& change, Frame const& frame)
{
    for (auto const& redirect : frame.redirects) {
        auto saved = newsroom::Redirects::save(change, redirect);
        if (!saved.ok() && !is_about_the_record(saved.error()))
            return saved;
        if (!saved.ok())
            report_.refuse(fmt::format("redirect {}", redirect.from), saved.error().message);
    }
    for (auto const& list : frame.former_lists) {
        // Where a redacted byline once was, nothing tells whose it is.
        if (list.path_of == newsroom::byline_path
            && TRY(newsroom::Bylines(connection_).redacted_from(list.slug)))
            continue;
        TRY(lead_on(change, {list.from, list.path_of(settings_, record_language_, list.slug), true}));
    }
    return {};
}

Result<void> ArchiveWriter::lead_on(newsroom::Change& change, newsroom::Redirect const& former)
{
    if (former.from == TRY(percent_decode(former.to))
        || TRY(newsroom::Redirects(change.connection()).from(former.from)))
        return {};
    auto saved = newsroom::Redirects::save(change, former);
    return !saved.ok() && is_about_the_record(saved.error()) ? Result<void>() : saved;
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
                    TRY(lead_on(change, redirect));
                return {};
            });
        TRY(std::move(written));
    }
    return {};
}

// One that is there already is as the newsroom has left it.
Result<void> ArchiveWriter::write_appeals(newsroom::Change& change, Frame const& frame)
{
    for (auto const& appeal : frame.appeals) {
        if (TRY(newsroom::Appeals(connection_).by_slug(appeal.slug)))
            continue;
        auto saved = newsroom::Appeals::save(change, appeal);
        if (!saved.ok() && !is_about_the_record(saved.error()))
            return std::move(saved).error();
        if (!saved.ok())
            report_.refuse(fmt::format("appeal \"{}\"", appeal.slug), saved.error().message);
    }
    return {};
}

// As with appeals. Issues that an import which was cut off did not come to are written all the same.
Result<void> ArchiveWriter::write_newsletters(newsroom::Change& change, Frame const& frame)
{
    newsletters_.clear();
    for (auto described : frame.newsletters) {
        auto& newsletter = described.newsletter;
        if (auto const earlier = TRY(newsroom::Newsletters(connection_).by_slug(newsletter.slug))) {
            newsletter = *earlier;
            newsletters_.push_back(std::move(described));
            continue;
        }
        newsletter.position = static_cast<std::int64_t>(newsletters_.size());
        auto saved = newsroom::Newsletters::save(change, newsletter);
        if (!saved.ok() && !is_about_the_record(saved.error()))
            return std::move(saved).error();
        if (!saved.ok()) {
            report_.refuse(fmt::format("newsletter \"{}\"", newsletter.slug), saved.error().message);
            continue;
        }
        newsletter.id = *saved;
        newsletters_.push_back(std::move(described));
    }
    return {};
}

// An article that did not come along is left out of the issue, and named.
Result<void> ArchiveWriter::write_issue(newsroom::Change& change, newsroom::Newsletter const& newsletter,
    DescribedNewsletter::DescribedIssue const& described)
{
    auto issue = described.issue;
    issue.newsletter = newsletter.id;
    if (TRY(newsroom::Issues(connection_).by_slug(newsletter.id, issue.slug)))
        return {};
    auto const name = fmt::format("issue \"{}/{}\"", newsletter.slug, issue.slug);
    for (auto const& entry : described.entries) {
        auto const article = newsroom::Articles(connection_).by_slug(newsletter.language, entry.slug);
        if (article.ok())
            issue.articles.push_back({article->number, entry.line});
        else if (article.error().code == ErrorCode::not_found)
            report_.note(name, fmt::format("its article \"{}\" is not there and was left out", entry.slug));
        else
            return article.error();
    }
    auto const saved = newsroom::Issues::save(change, issue);
    if (!saved.ok() && !is_about_the_record(saved.error()))
        return saved.error();
    if (!saved.ok())
        report_.refuse(name, saved.error().message);
    return {};
}

Result<void> ArchiveWriter::write_issues()
{
    if (newsletters_.empty())
        return {};
    return newsroom::change(
        connection_, target_.clock, target_.random, [&](newsroom::Change& change) -> Result<void> {
            change.set_silent();
            for (auto const& [newsletter, issues] : newsletters_)
                for (auto const& issue : issues)
                    TRY(write_issue(change, newsletter, issue));
            return {};
        });
}

void ArchiveWriter::complete(ImportedArticle& imported) const
{
    if (imported.article.language.empty())
        imported.article.language = record_language_;
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
    TRY(write_issues());
    TRY(name_what_is_gone());
    for (auto const& [language, count] : std::exchange(added_languages_, {}))
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
        else if (is_about_the_record(written.error()))
            report_.refuse(std::move(batch_[i].name), written.error().message);
        else
            return std::move(written).error();
    }
    return {};
}

// Writes a part of the batch in one transaction.
Result<std::vector<ArchiveWriter::Written>> ArchiveWriter::write_together(std::size_t from, std::size_t to)
{
    auto const former_settings = settings_;
    auto written = newsroom::change(connection_, target_.clock, target_.random,
        [&](newsroom::Change& change) -> Result<std::vector<Written>> {
            change.set_silent();
            std::vector<Written> outcomes;
            for (auto i = from; i < to; ++i) {
                auto article = *batch_[i].article; // a copy: a batch that fails is written again
                outcomes.push_back(TRY(write(change, article)));
            }
            return outcomes;
        });
    if (!written.ok())
        settings_ = former_settings; // what was saved is undone
    return written;
}

Result<ArchiveWriter::Written> ArchiveWriter::write(newsroom::Change& change, ImportedArticle& imported)
{
    auto& article = imported.article;
    Written written;
    if (TRY(find_earlier(imported, written)))
        return written;
    TRY(settle_language(change, article));
    settle_status(article, written);
    auto const source_status = article.status;
    if (!imported.is_ours)
        TRY(keep_what_is_ours(imported, written));
    TRY(choose_slug(change, article, written));
    resolve_names(imported, written);
    if (imported.is_ours && TRY(is_up_to_date(article)))
        return written;
    written.outcome = article.number != 0 ? Outcome::updated : Outcome::imported;
    auto const number = TRY(newsroom::Articles::save(change, article, imported.facts));
    TRY(newsroom::note_source_status(change, number, source_status));
    TRY(lead_here(change, imported, written));
    return written;
}

// An article is found by its source, or by an id it brought along. Returns whether it came from the same
// source record as it is now.
Result<bool> ArchiveWriter::find_earlier(ImportedArticle& imported, Written& written)
{
    auto& article = imported.article;
    newsroom::Articles articles(connection_);
    if (auto earlier = TRY(articles.by_source(article.source))) {
        article.number = earlier->number;
        article.id = earlier->id;
        return !imported.is_ours && earlier->source_hash == article.source_hash;
    }
    if (TRY(find_renamed(article, written)) || article.id.empty())
        return false;
    auto same_id = articles.by_id(article.id);
    if (!same_id.ok())
        return same_id.error().code == ErrorCode::not_found ? Result<bool>(false)
                                                            : std::move(same_id).error();
    article.number = same_id->number;
    return false;
}

// A record whose name has changed is known by its address, and its title or time, where the former name is
// gone.
Result<bool> ArchiveWriter::find_renamed(newsroom::Article& article, Written& written) const
{
    if (source_kind_.empty())
        return false;
    auto const here = newsroom::Articles(connection_).by_slug(article.language, article.slug);
    if (!here.ok())
        return here.error().code == ErrorCode::not_found ? Result<bool>(false) : here.error();
    bool const is_gone = here->source.starts_with(source_kind_) && !sources_.contains(here->source);
    bool const is_same = here->kind == article.kind
        && (here->title == article.title
            || (article.published_at && here->published_at == article.published_at));
    if (!is_gone || !is_same)
        return false;
    article.number = here->number;
    article.id = here->id;
    written.notes.push_back(
        fmt::format("it is what {} was before", here->source.substr(source_kind_.size())));
    return true;
}

// What is no more in a source that was read as a whole stays, since only the newsroom takes anything offline.
Result<void> ArchiveWriter::name_what_is_gone()
{
    if (source_kind_.empty() || report_.was_stopped)
        return {};
    std::vector<std::pair<std::string, std::string>> gone; // name and address
    std::size_t kept = 0;
    auto rows = TRY(connection_.query(
        "SELECT source, language, slug FROM articles WHERE source LIKE $1 AND status <> 'withdrawn' "
        "ORDER BY source",
        {source_kind_ + "%"}));
    while (TRY(rows.next())) {
        if (sources_.contains(rows.string(0)))
            ++kept;
        else if (gone.size() < most_named_as_gone)
            gone.emplace_back(rows.string(0).substr(source_kind_.size()),
                newsroom::article_path(settings_, rows.text(1), rows.text(2)));
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

// Whether the article stands here as it was exported, or has been changed here since.
Result<bool> ArchiveWriter::is_up_to_date(newsroom::Article const& article) const
{
    if (article.number == 0)
        return false;
    auto earlier = TRY(newsroom::Articles(connection_).by_number(article.number));
    return earlier == article || earlier.updated_at > article.updated_at;
}

Result<void> ArchiveWriter::keep_what_is_ours(ImportedArticle& imported, Written& written) const
{
    auto& article = imported.article;
    if (article.number == 0) {
        if (!imported.held_back.empty())
            written.notes.push_back(fmt::format("{}, so it is a draft", imported.held_back));
        return {};
    }
    auto const here = TRY(newsroom::Articles(connection_).by_number(article.number));
    if (imported.keep_unsaid)
        imported.keep_unsaid(here, article);
    if (auto const kept = keep_corrections(here, article); kept > 0)
        written.notes.push_back(fmt::format("{} of its corrections were made here and were kept", kept));
    return keep_status(here, imported, written);
}

// What was taken off the site here must not come back with the next run, nor what was published here go.
Result<void> ArchiveWriter::keep_status(
    newsroom::Article const& here, ImportedArticle& imported, Written& written) const
{
    auto& article = imported.article;
    bool const is_held_back = !imported.held_back.empty();
    if (is_held_back)
        written.notes.push_back(fmt::format(
            "{}; it stays what it is here: {}", imported.held_back, newsroom::name_of(here.status)));
    else if (here.status == article.status
        || here.status == TRY(newsroom::source_status_of(connection_, here.number)))
        return {};
    else
        written.notes.push_back(
            fmt::format("it was {} here, and stays so", done_by_the_newsroom(here.status)));
    article.status = here.status;
    article.published_at = here.published_at;
    return {};
}

Result<void> ArchiveWriter::choose_slug(
    newsroom::Change& change, newsroom::Article& article, Written& written)
{
    auto slug = TRY(newsroom::Articles::free_slug(change, article, article.slug));
    if (slug != article.slug)
        written.notes.push_back(fmt::format("the slug \"{}\" is {}, so it is now \"{}\"", article.slug,
            newsroom::is_reserved_slug(article.slug) ? "one the newspaper needs itself" : "taken", slug));
    article.slug = std::move(slug);
    return {};
}

void ArchiveWriter::settle_status(newsroom::Article& article, Written& written) const
{
    auto now = target_.clock.now();
    if (article.status == newsroom::Status::published && article.published_at.value_or(0) > now) {
        article.status = newsroom::Status::scheduled;
        written.notes.emplace_back("published in the future, so it is scheduled");
    } else if (article.status == newsroom::Status::scheduled && article.published_at.value_or(now) <= now) {
        article.status = newsroom::Status::published;
        written.notes.emplace_back("scheduled for a time that has passed, so it is published");
    }
}

Result<void> ArchiveWriter::settle_language(newsroom::Change& change, newsroom::Article& article)
{
    if (std::ranges::find(settings_.languages, article.language) != settings_.languages.end())
        return {};
    if (text::three_letter_language(article.language) == "und") // a slip, or one nobody here reads
        return invalid(fmt::format("language: \"{}\" is none that is known; if it is one, add it in the "
                                   "settings first",
            article.language));
    auto wanted = settings_;
    wanted.languages.push_back(article.language);
    wanted.title.emplace(article.language, settings_.title_in(settings_.first_language()));
    TRY(newsroom::save_settings(change, wanted));
    settings_ = std::move(wanted);
    added_languages_.try_emplace(article.language);
    return {};
}

void ArchiveWriter::resolve_names(ImportedArticle& imported, Written& written) const
{
    auto& article = imported.article;
    auto resolve = [&](auto const& names, auto const& known, auto& numbers, std::string_view what) {
        for (auto const& name : names) {
            auto found = known.find(name);
            if (found == known.end())
                written.notes.push_back(
                    fmt::format("its {} \"{}\" is not known and was left out", what, name));
            else if (std::ranges::find(numbers, found->second) == numbers.end())
                numbers.push_back(found->second);
        }
    };
    resolve(imported.tags, tags_, article.tags, "tag");
    resolve(imported.bylines, bylines_, article.bylines, "author");
    auto section = tags_.find(imported.section);
    if (section == tags_.end())
        return;
    article.section = section->second;
    if (std::ranges::find(article.tags, section->second) == article.tags.end())
        article.tags.insert(article.tags.begin(), section->second);
}

// An address that another article has, or that leads somewhere already, stays what it is.
Result<void> ArchiveWriter::lead_here(
    newsroom::Change& change, ImportedArticle const& imported, Written& written)
{
    auto path = newsroom::article_path(settings_, imported.article.language, imported.article.slug);
    for (auto const& former : imported.former_paths) {
        if (former.size() < 2 || former == TRY(percent_decode(path)))
            continue;
        auto slug = std::string_view(former).substr(1, former.size() - (former.ends_with('/') ? 2 : 1));
        if (newsroom::Articles(connection_).by_slug(settings_.first_language(), slug).ok()
            || TRY(newsroom::Redirects(connection_).from(former)))
            continue;
        auto saved = newsroom::Redirects::save(change, {former, path, true});
        if (!saved.ok() && !is_about_the_record(saved.error()))
            return saved;
        if (!saved.ok())
            written.notes.push_back(
                fmt::format("its former address {} does not lead here: {}", former, saved.error().message));
    }
    return {};
}

void ArchiveWriter::count(ImportedRecord& record, Written const& written)
{
    switch (written.outcome) {
    case Outcome::unchanged:
        ++report_.unchanged;
        return;
    case Outcome::imported:
        ++report_.imported;
        break;
    case Outcome::updated:
        ++report_.updated;
        break;
    }
    if (auto added = added_languages_.find(record.article->article.language); added != added_languages_.end())
        ++added->second;
    for (auto* notes : {&std::as_const(record.notes), &written.notes})
        for (auto const& note : *notes)
            report_.note(record.name, note);
}

} // namespace broadsheet::exchange
