#pragma once

#include "newsroom/articles.h"
#include "workflow/piece.h"

#include <string_view>

namespace broadsheet::workflow {

// What somebody does with articles, within one change. Each act checks the rights of whoever does it (error
// `forbidden`), and writes the audit log.
class Acts {
public:
    Acts(newsroom::Change&, staff::Session const&);

    // Begins a draft, which is assigned to whoever does.
    Result<newsroom::Article> begin(newsroom::ArticleKind, std::string_view language, std::string_view title);

    // Keeps what is being typed; no reader sees it. Holds the lock.
    Result<Outcome> type(Piece const&, WorkingCopies::Version from, CleanContent const&);
    // Makes what is typed the article: at once what readers see, if it is published. Tags and bylines that do
    // not exist are made by those who may make them, and set aside for the others: Outcome::set_aside.
    Result<Outcome> save(Piece&, WorkingCopies::Version from, CleanContent const&);
    // Goes back to the article as saved; what was typed is in its history from then on. Refused (`conflict`)
    // when somebody else is writing, or that version is not the newest: nobody discards what they have not
    // seen.
    Result<void> discard(Piece const&, WorkingCopies::Version seen);

    Result<void> submit(Piece&);
    Result<void> call_ready(Piece&);
    // The note says what is missing, and must not be empty.
    Result<void> send_back(Piece&, std::string_view note);
    Result<void> publish(Piece&);
    Result<void> schedule(Piece&, UtcMillis);
    Result<void> unschedule(Piece&);
    // Takes it from readers, and from those with a link to a preview.
    Result<void> withdraw(Piece&);
    // Both show on the article. A retraction says that none of it stands.
    enum class Amendment { correction, retraction };
    Result<void> amend(Piece&, Amendment, std::string_view text);
    // Makes an earlier title, standfirst, text and picture the present ones.
    Result<void> restore(Piece&, Number revision);
    // Deletes a draft with its history and notes. Refused as discard() is.
    Result<newsroom::Articles::Removal> remove(Piece&, WorkingCopies::Version seen);

    Result<void> assign(Piece const&, staff::Account const& to);
    Result<void> unassign(Piece const&, staff::Account const& from);
    Result<void> set_due(Piece&, std::optional<UtcMillis>);

    Result<void> note(Piece const&, std::string_view quote, std::string_view text);
    Result<void> resolve(Piece const&, std::string_view note);
    Result<void> reopen(Piece const&, std::string_view note);

    // Returns the token of the link.
    Result<std::string> make_preview(Piece const&, std::int64_t life);
    Result<void> end_preview(Piece const&, std::string_view id);

    // Takes a byline off every article for good (newsroom/taxonomy.h), and out of what is being typed.
    Result<void> redact(newsroom::Byline const&, std::string_view tombstone,
        newsroom::Bylines::Translations const& translations);

private:
    db::Connection& connection() const { return change_.connection(); }
    UtcMillis now() const { return change_.clock().now(); }
    staff::Account const& account() const { return session_.account; }
    static Result<void> require(bool right);
    Result<void> tell(std::string_view act, newsroom::Article const&, std::string_view detail = "") const;
    Result<std::string> in_newspapers_time(UtcMillis) const;
    Result<void> set_stage(Piece&, Stage) const;
    Result<void> check_nothing_unsaved(Piece const&) const;
    Result<void> check_seen(Piece const&, WorkingCopies::Version) const;
    Result<void> store(Piece&, newsroom::Article changed) const;
    Result<WorkingCopies::Version> change_text(Piece&, newsroom::Article changed, std::string_view act) const;

    newsroom::Change& change_;
    staff::Session const& session_;
};

// Publishes what is scheduled for now or earlier, and tells the audit log. Returns how many articles.
Result<std::int64_t> publish_due(newsroom::Change&);

} // namespace broadsheet::workflow
