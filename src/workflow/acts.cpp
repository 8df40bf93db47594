#include "workflow/acts.h"

#include "base/ascii.h"
#include "newsroom/media_descriptions.h"
#include "newsroom/revisions.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"
#include "text/dates.h"
#include "text/slug.h"
#include "workflow/notes.h"
#include "workflow/previews.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::workflow {

using newsroom::Article;
using newsroom::Articles;
using newsroom::Status;

namespace {

Result<void> require_status(Article const& article, std::initializer_list<Status> statuses)
{
    if (std::ranges::find(statuses, article.status) != statuses.end())
        return {};
    switch (article.status) {
    case Status::draft:
        return invalid("This cannot be done with a draft.");
    case Status::scheduled:
        return invalid("This cannot be done with an article that is scheduled.");
    case Status::published:
        return invalid("This cannot be done with an article that is published.");
    case Status::withdrawn:
        return invalid("This cannot be done with an article that was withdrawn.");
    }
    return {};
}

} // namespace

Acts::Acts(newsroom::Change& change, staff::Session const& session)
    : change_(change)
    , session_(session)
{
    change_.set_author(session.account.name);
}

Result<void> Acts::require(bool right)
{
    if (!right)
        return forbidden("Your role does not allow this.");
    return {};
}

Result<void> Acts::tell(std::string_view act, Article const& article, std::string_view detail) const
{
    return staff::AuditLog(connection(), change_.clock())
        .add(&account(), act, article.id, detail.empty() ? article.title : detail);
}

// "2026-11-28 13:41:00", as the log's own times are told.
Result<std::string> Acts::in_newspapers_time(UtcMillis at) const
{
    auto const settings = TRY(newsroom::load_settings(connection()));
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    auto const written = text::format_rfc3339(at, zone);
    return fmt::format("{} {}", written.substr(0, 10), written.substr(11, 8));
}

Result<void> Acts::set_stage(Piece& piece, Stage stage) const
{
    piece.progress.stage = stage;
    piece.progress.sent_back_by.reset();
    piece.progress.sent_back_at.reset();
    return Desk(connection()).save(piece.article.number, piece.progress, now());
}

Result<void> Acts::check_nothing_unsaved(Piece const& piece) const
{
    if (!TRY(WorkingCopies(connection(), change_.clock()).state(piece.article)).is_article)
        return Error{ErrorCode::conflict,
            "Something was typed in the article and not saved: open it, and save or discard that first."};
    return {};
}

// Whoever does away with what was typed has it before them, and nobody else is writing.
Result<void> Acts::check_seen(Piece const& piece, WorkingCopies::Version seen) const
{
    auto const& clock = change_.clock();
    auto const newest = TRY(WorkingCopies(connection(), clock).state(piece.article));
    auto const collision = TRY(collision_of(connection(), clock, session_, piece.article, newest, seen));
    if (!collision)
        return {};
    return Error{ErrorCode::conflict,
        collision->is_locked ? "Somebody is writing in the article: ask for it first."
                             : "Not done: the article was changed meanwhile. This is the newest text."};
}

// Saves what was changed beside the text.
Result<void> Acts::store(Piece& piece, Article changed) const
{
    changed.updated_at = std::max(now(), piece.article.updated_at + 1);
    TRY(Articles::save(change_, changed));
    TRY(WorkingCopies(connection(), change_.clock()).follow(piece.article, changed));
    piece.article = std::move(changed);
    return {};
}

// Saves another text, if it is one, and returns the version it then has.
Result<WorkingCopies::Version> Acts::change_text(Piece& piece, Article changed, std::string_view act) const
{
    if (changed != piece.article) {
        changed.updated_at = std::max(now(), piece.article.updated_at + 1);
        TRY(Articles::save(change_, changed));
        TRY(newsroom::keep_descriptions(change_, changed));
        TRY(tell(act, changed));
        piece.article = std::move(changed);
        // What was called ready is another text now.
        if (piece.progress.stage == Stage::ready && !piece.rights.publish)
            TRY(set_stage(piece, Stage::review));
    }
    return WorkingCopies(connection(), change_.clock()).finish(piece.article, account());
}

Result<Article> Acts::begin(newsroom::ArticleKind kind, std::string_view language, std::string_view title)
{
    bool const is_page = kind == newsroom::ArticleKind::page;
    TRY(require(account().may(is_page ? staff::Act::edit_any : staff::Act::write_own)));
    auto const settings = TRY(newsroom::load_settings(connection()));
    if (std::ranges::find(settings.languages, language) == settings.languages.end())
        return invalid(fmt::format("language: the newspaper has none called \"{}\"", language));
    Article article;
    article.kind = kind;
    article.language = language;
    article.title = title;
    article.slug = TRY(Articles::free_slug(change_, article, text::slugify(title)));
    if (account().byline && !is_page)
        article.bylines = {*account().byline};
    auto const number = TRY(Articles::save(change_, article));
    article = TRY(Articles(connection()).by_number(number));
    Desk desk(connection());
    TRY(desk.save(number, {Stage::writing, account().number, {}}, now()));
    TRY(desk.assign(number, account().number));
    TRY(tell("article.begun", article));
    return article;
}

Result<Outcome> Acts::type(Piece const& piece, WorkingCopies::Version from, CleanContent const& content)
{
    TRY(require(piece.rights.edit));
    auto const& clock = change_.clock();
    // The same text again: the answer to it was lost on the way.
    auto const newest = TRY(WorkingCopies(connection(), clock).find(piece.article));
    if (newest.content == *content && !newest.is_behind)
        return Outcome{newest.version, {}};
    if (auto collision = TRY(collision_of(connection(), clock, session_, piece.article, newest, from)))
        return Outcome{collision->version, std::move(collision)};
    TRY(EditLocks(connection(), clock).hold(piece.article.number, session_));
    auto const version
        = TRY(WorkingCopies(connection(), clock).save(piece.article, from, content, account()));
    VERIFY(version);
    return Outcome{*version, {}};
}

Result<Outcome> Acts::save(Piece& piece, WorkingCopies::Version from, CleanContent const& content)
{
    TRY(require(piece.rights.edit));
    auto const& clock = change_.clock();
    auto const newest = TRY(WorkingCopies(connection(), clock).state(piece.article));
    if (auto collision = TRY(collision_of(connection(), clock, session_, piece.article, newest, from)))
        return Outcome{collision->version, std::move(collision)};
    SetAside set_aside;
    bool const makes_names = account().may(staff::Act::edit_tags) && account().may(staff::Act::edit_bylines);
    auto changed = TRY(with_content(change_, piece.article, content, makes_names ? nullptr : &set_aside));
    auto const version = TRY(change_text(piece, std::move(changed), "article.saved"));
    return Outcome{version, {}, std::move(set_aside)};
}

Result<void> Acts::discard(Piece const& piece, WorkingCopies::Version seen)
{
    TRY(require(piece.rights.edit));
    TRY(check_seen(piece, seen));
    WorkingCopies copies(connection(), change_.clock());
    if (auto const copy = TRY(copies.find(piece.article)); !copy.is_article) {
        auto const typed = TRY(preview_of(connection(), piece.article, copy.content, now()));
        TRY(newsroom::Revisions::keep_typed(change_, typed, copy.saved_by, copy.saved_at));
    }
    TRY(copies.finish(piece.article, account()));
    return tell("article.discarded", piece.article);
}

Result<void> Acts::submit(Piece& piece)
{
    TRY(require(piece.rights.edit));
    TRY(require_status(piece.article, {Status::draft}));
    TRY(check_nothing_unsaved(piece));
    TRY(set_stage(piece, Stage::review));
    return tell("article.submitted", piece.article);
}

Result<void> Acts::call_ready(Piece& piece)
{
    TRY(require(piece.rights.publish));
    TRY(require_status(piece.article, {Status::draft}));
    TRY(check_nothing_unsaved(piece));
    TRY(set_stage(piece, Stage::ready));
    return tell("article.ready", piece.article);
}

Result<void> Acts::send_back(Piece& piece, std::string_view text)
{
    TRY(require(piece.rights.direct));
    TRY(require_status(piece.article, {Status::draft}));
    if (trimmed(text).empty())
        return invalid("Say what is missing: the writer is told.");
    piece.progress.stage = Stage::writing;
    piece.progress.sent_back_by = account().number;
    piece.progress.sent_back_at = now();
    TRY(Desk(connection()).save(piece.article.number, piece.progress, now()));
    TRY(Notes(connection(), change_.clock(), change_.random())
            .add(piece.article.number, account(), "", text));
    return tell("article.sent_back", piece.article);
}

Result<void> Acts::publish(Piece& piece)
{
    TRY(require(piece.rights.publish));
    TRY(require_status(piece.article, {Status::draft, Status::scheduled, Status::withdrawn}));
    TRY(check_nothing_unsaved(piece));
    auto changed = piece.article;
    if (changed.status != Status::withdrawn || !changed.published_at)
        changed.published_at = now();
    changed.status = Status::published;
    TRY(store(piece, std::move(changed)));
    return tell("article.published", piece.article);
}

Result<void> Acts::schedule(Piece& piece, UtcMillis at)
{
    TRY(require(piece.rights.publish));
    TRY(require_status(piece.article, {Status::draft, Status::scheduled}));
    TRY(check_nothing_unsaved(piece));
    auto changed = piece.article;
    changed.published_at = at;
    changed.status = Status::scheduled;
    TRY(store(piece, std::move(changed)));
    return tell("article.scheduled", piece.article,
        fmt::format("{}: {}", TRY(in_newspapers_time(at)), piece.article.title));
}

Result<void> Acts::unschedule(Piece& piece)
{
    TRY(require(piece.rights.publish));
    TRY(require_status(piece.article, {Status::scheduled}));
    auto changed = piece.article;
    changed.published_at.reset();
    changed.status = Status::draft;
    TRY(store(piece, std::move(changed)));
    TRY(set_stage(piece, Stage::ready));
    return tell("article.unscheduled", piece.article);
}

Result<void> Acts::withdraw(Piece& piece)
{
    TRY(require(piece.rights.publish));
    TRY(require_status(piece.article, {Status::published}));
    auto changed = piece.article;
    changed.status = Status::withdrawn;
    TRY(store(piece, std::move(changed)));
    TRY(Previews::end_all(change_, piece.article.number));
    return tell("article.withdrawn", piece.article);
}

Result<void> Acts::amend(Piece& piece, Amendment amendment, std::string_view text)
{
    TRY(require(piece.rights.publish));
    TRY(require_status(piece.article, {Status::published}));
    bool const is_retraction = amendment == Amendment::retraction;
    auto changed = piece.article;
    changed.corrections.push_back({now(), std::string(text), is_retraction});
    TRY(store(piece, std::move(changed)));
    return tell(is_retraction ? "article.retracted" : "article.corrected", piece.article);
}

Result<void> Acts::restore(Piece& piece, Number number)
{
    TRY(require(piece.rights.edit));
    TRY(check_nothing_unsaved(piece));
    auto const lock = TRY(EditLocks(connection(), change_.clock()).look(piece.article.number, session_));
    if (!lock.holder.empty() && !lock.is_mine)
        return Error{ErrorCode::conflict, "Somebody is writing in the article: ask for it first."};
    auto const revisions = TRY(newsroom::Revisions(connection()).of(piece.article));
    auto const found = std::ranges::find(revisions, number, &newsroom::Revision::number);
    if (found == revisions.end())
        return not_found("there is no such version");
    auto changed = piece.article;
    changed.title = found->article.title;
    changed.standfirst = found->article.standfirst;
    changed.body = found->article.body;
    changed.picture = found->article.picture;
    TRY(change_text(piece, std::move(changed), "article.restored"));
    return {};
}

Result<Articles::Removal> Acts::remove(Piece& piece, WorkingCopies::Version seen)
{
    bool const is_its_beginner
        = piece.rights.edit && piece.progress.begun_by == std::optional(account().number);
    TRY(require(piece.rights.direct || is_its_beginner));
    TRY(require_status(piece.article, {Status::draft}));
    TRY(check_seen(piece, seen));
    auto const removal = TRY(Articles::remove(change_, piece.article.number));
    TRY(Previews::end_all(change_, piece.article.number));
    TRY(tell(removal == Articles::Removal::deleted ? "article.deleted" : "article.withdrawn", piece.article));
    return removal;
}

} // namespace broadsheet::workflow
