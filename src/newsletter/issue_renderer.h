#pragma once

#include "newsletter/delivery/rendered_issue.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"
#include "site/views/view_set.h"

#include <memory>
#include <optional>

namespace broadsheet::newsletter {

struct MailLimits {
    // Of HTML: behind this, a large provider hides the rest, the link to unsubscribe with it.
    static constexpr std::size_t html = 102'000; // bytes
};

// The appeal in an issue.
struct IssueAppeal {
    std::string heading;
    std::string html; // clean
    std::string button; // empty: the template's own word
    std::string url;
};

// Where an issue's links lead.
enum class Links {
    plain, // for those who look at it beforehand
    as_mailed, // through the newspaper, if the newsletter counts them
};

// Writes issues as mail. Immutable, so thread-safe.
class IssueRenderer {
public:
    static Result<IssueRenderer> load();

    // Returns the issue as everybody gets it, with token_place where each copy's token comes. Articles that
    // cannot be read any more are left out. `limit` where its HTML is too long for mail.
    Result<RenderedIssue> render(
        db::Connection&, newsroom::Issue const&, UtcMillis now, Links = Links::plain) const;
    // A welcome letter, too (newsletter/welcome.h). With plain links.
    Result<RenderedIssue> render(db::Connection&, std::string_view issue_id, UtcMillis now) const;

private:
    explicit IssueRenderer(site::ViewSet views)
        : views_(std::move(views))
    {
    }

    site::ViewSet views_;
};

// Returns the appeal that an issue of this language carries now; nothing if there is none in force.
Result<std::optional<IssueAppeal>> appeal_for_issue(db::Connection&, std::string_view language);

} // namespace broadsheet::newsletter
