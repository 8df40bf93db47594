#include "exchange/newsletter_writer.h"

#include "exchange/record_error.h"
#include "newsroom/articles.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

// An article that did not come along is left out of the issue, and named.
Result<void> write_issue(newsroom::Change& change, newsroom::Newsletter const& newsletter,
    DescribedNewsletter::DescribedIssue const& described, Report& report)
{
    auto issue = described.issue;
    issue.newsletter = newsletter.id;
    if (TRY(newsroom::Issues(change.connection()).by_slug(newsletter.id, issue.slug)))
        return {};
    auto const name = fmt::format("issue \"{}/{}\"", newsletter.slug, issue.slug);
    for (auto const& entry : described.entries) {
        auto const article = newsroom::Articles(change.connection()).by_slug(newsletter.language, entry.slug);
        if (article.ok())
            issue.articles.push_back({article->number, entry.line});
        else if (article.error().code == ErrorCode::not_found)
            report.note(name, fmt::format("its article \"{}\" is not there and was left out", entry.slug));
        else
            return article.error();
    }
    auto saved = newsroom::Issues::save(change, issue);
    return saved.ok() ? Result<void>() : refuse_record(report, name, std::move(saved).error());
}

} // namespace

Result<std::vector<DescribedNewsletter>> write_newsletters(
    newsroom::Change& change, std::vector<DescribedNewsletter> const& newsletters, Report& report)
{
    std::vector<DescribedNewsletter> written;
    for (auto described : newsletters) {
        auto& newsletter = described.newsletter;
        if (auto const earlier = TRY(newsroom::Newsletters(change.connection()).by_slug(newsletter.slug))) {
            newsletter = *earlier;
            written.push_back(std::move(described));
            continue;
        }
        newsletter.position = static_cast<std::int64_t>(written.size());
        auto saved = newsroom::Newsletters::save(change, newsletter);
        if (!saved.ok()) {
            TRY(refuse_record(
                report, fmt::format("newsletter \"{}\"", newsletter.slug), std::move(saved).error()));
            continue;
        }
        newsletter.id = *saved;
        written.push_back(std::move(described));
    }
    return written;
}

Result<void> write_issues(
    newsroom::Change& change, std::vector<DescribedNewsletter> const& newsletters, Report& report)
{
    for (auto const& [newsletter, issues] : newsletters)
        for (auto const& issue : issues)
            TRY(write_issue(change, newsletter, issue, report));
    return {};
}

} // namespace broadsheet::exchange
