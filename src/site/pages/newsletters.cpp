// Newsletters and the archive of their issues.
#include "newsroom/issues.h"
#include "newsroom/paths.h"
#include "site/contexts/newsletter.h"
#include "site/contexts/post.h"
#include "site/pages/render.h"

#include <limits>

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

namespace {

// The page of all newsletters of a language.
Result<Page> overview_page(PageRequest const& request)
{
    auto const& catalogue = request.catalogue();
    auto const language = request.route.language;
    if (!catalogue.has_newsletters(language))
        return not_found("there is no newsletter in this language");
    auto rendering = begin_rendering(
        request, newsroom::newsletters_path(request.settings(), catalogue.language(language)));
    rendering.kinds = {"newsletter"};
    rendering.title = request.theme.text("Newsletters", catalogue.language(language));
    for (std::size_t other = 0; other < catalogue.languages(); ++other)
        if (other != language && catalogue.has_newsletters(other))
            rendering.translations.push_back(
                {other, "", newsroom::newsletters_path(request.settings(), catalogue.language(other))});
    Map root;
    root.set("newsletters", newsletters_value(catalogue, language));
    return render(rendering, {"newsletter", "index"}, std::move(root));
}

Result<PublishedNewsletter const*> newsletter_of(PageRequest const& request)
{
    auto const* newsletter = request.catalogue().newsletter(request.route.language, request.route.slug);
    if (newsletter == nullptr)
        return not_found("there is no such newsletter");
    return newsletter;
}

// Returns the issues of a page of the archive. Archives are small: a daily one has 3,650 in ten years.
Result<Value> issues_value(
    PageRequest const& request, PublishedNewsletter const& newsletter, Pagination const& pagination)
{
    auto const skipped = (pagination.page - 1) * pagination.limit;
    auto const issues = TRY(newsroom::Issues(request.snapshot.connection())
                                .sent(newsletter.newsletter.id, std::numeric_limits<UtcMillis>::max(),
                                    skipped + pagination.limit));
    auto all = std::make_shared<Array>();
    for (std::size_t i = skipped; i < issues.size(); ++i)
        all->push_back(issue_value(request.catalogue(), newsletter, issues[i]));
    return Value::own(std::move(all));
}

// An entry of the issue whose article can be read still, with the issue's own line for it.
Value entries_value(Rendering& rendering, newsroom::Issue const& issue)
{
    auto entries = std::make_shared<Array>();
    for (auto const& entry : issue.articles)
        if (auto const ordinal = rendering.catalogue().find(entry.article))
            entries->push_back(Value::make<Map>(
                Map{{"post", post_value(rendering, *ordinal)}, {"line", Value(entry.line)}}));
    return Value::own(std::move(entries));
}

Value articles_value(Rendering& rendering, newsroom::Issue const& issue)
{
    std::vector<Ordinal> ordinals;
    for (auto const& entry : issue.articles)
        if (auto const ordinal = rendering.catalogue().find(entry.article))
            ordinals.push_back(*ordinal);
    return posts_value(rendering, std::move(ordinals));
}

} // namespace

Result<Page> newsletters_page(PageRequest const& request)
{
    if (request.route.slug.empty())
        return overview_page(request);
    auto const& catalogue = request.catalogue();
    auto const* newsletter = TRY(newsletter_of(request));
    auto const path = path_of(catalogue, *newsletter);
    Pagination pagination;
    pagination.page = static_cast<std::size_t>(request.route.page);
    pagination.limit = request.snapshot.edition().articles_per_page();
    pagination.total = newsletter->issues;
    pagination.base = path;
    if (!pagination.exists())
        return not_found("the archive has no such page");
    auto rendering = begin_rendering(request, pagination.path_of(pagination.page));
    rendering.kinds = {"newsletter"};
    rendering.title = newsletter->newsletter.name;
    rendering.description = newsletter->newsletter.pitch;
    rendering.feed_folder = path;
    Map root;
    root.set("newsletter", newsletter_value(catalogue, *newsletter));
    root.set("issues", TRY(issues_value(request, *newsletter, pagination)));
    rendering.pagination = std::move(pagination);
    return render(rendering, {"newsletter", "index"}, std::move(root));
}

Result<Page> issue_page(PageRequest const& request)
{
    auto const& catalogue = request.catalogue();
    auto const* newsletter = TRY(newsletter_of(request));
    auto const issue = TRY(newsroom::Issues(request.snapshot.connection())
                               .by_slug(newsletter->newsletter.id, request.route.issue));
    if (!issue || issue->status != newsroom::IssueStatus::sent)
        return not_found("there is no such issue");
    auto rendering = begin_rendering(request, path_of(catalogue, *newsletter, issue->slug));
    rendering.kinds = {"issue"};
    rendering.title = issue->subject;
    rendering.description = issue->preheader;
    rendering.breadcrumbs
        = {{newsletter->newsletter.name, path_of(catalogue, *newsletter)}, {issue->subject, rendering.path}};
    Map root;
    root.set("newsletter", newsletter_value(catalogue, *newsletter));
    root.set("issue", issue_value(catalogue, *newsletter, *issue));
    root.set("entries", entries_value(rendering, *issue));
    root.set("posts", articles_value(rendering, *issue)); // for themes without a template for issues
    return render(rendering, {"issue", "index"}, std::move(root));
}

} // namespace broadsheet::site
