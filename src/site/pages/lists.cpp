#include "newsroom/paths.h"
#include "site/contexts/archive_context.h"
#include "site/contexts/front_page.h"
#include "site/contexts/post.h"
#include "site/contexts/taxonomy.h"
#include "site/pages/render.h"

#include <fmt/format.h>

namespace broadsheet::site {

using templates::Map;
using templates::Value;

namespace {

// A list of articles and what its page says of it.
struct List {
    Listing listing;
    std::string path; // of its first page
    std::string name; // empty on the front page
    std::string description;
    std::string feed_folder;
};

// Fills in what the pages of all lists have; fails if the list has no such page.
Result<void> begin_list(Rendering& rendering, Map& root, PageRequest const& request, List const& list)
{
    Pagination pagination;
    pagination.page = static_cast<std::size_t>(request.route.page);
    pagination.limit = request.snapshot.edition().articles_per_page();
    pagination.total = list.listing.size();
    pagination.base = list.path;
    pagination.numbers = Pagination::Numbers::from_oldest;
    if (!pagination.exists())
        return not_found(fmt::format("the list has {} pages", pagination.pages()));
    if (pagination.page > 1)
        rendering.kinds.push_back("paged");
    rendering.path = pagination.path_of(pagination.page);
    rendering.title = list.name;
    rendering.description = list.description;
    rendering.feed_folder = list.feed_folder;
    auto const home = home_path(request);
    if (!list.name.empty())
        rendering.breadcrumbs = {{std::string(request.settings().title_in(rendering.language_tag())), home},
            {list.name, list.path}};
    root.set("posts", posts_value(rendering, articles_of_page(list.listing, pagination)));
    rendering.pagination = std::move(pagination);
    return {};
}

// Adds the first pages of the same list in the languages that have any of it.
template <typename Count, typename Path>
void add_translations(Rendering& rendering, Count const& count, Path const& path)
{
    for (std::size_t language = 0; language < rendering.catalogue().languages(); ++language)
        if (language != rendering.language && count(language) > 0)
            rendering.translations.push_back({language, "", path(language)});
}

} // namespace

Result<Page> front_page(PageRequest const& request)
{
    auto const& catalogue = request.catalogue();
    auto const language = request.route.language;
    auto const home = home_path(request);
    auto rendering = begin_rendering(request, home);
    auto const is_first = request.route.page == 1;
    rendering.kinds
        = is_first ? std::vector<std::string_view>{"home", "index"} : std::vector<std::string_view>{"index"};
    Map root;
    TRY(begin_list(rendering, root, request,
        {catalogue.articles(language), home, "",
            std::string(request.settings().description_in(catalogue.language(language))), home}));
    add_translations(
        rendering, [](std::size_t) { return 1; },
        [&](std::size_t other) { return home_path(request, other); });
    if (!is_first)
        return render(rendering, {"index"}, std::move(root));
    add_front_page(root, rendering);
    return render(rendering, {"home", "index"}, std::move(root));
}

Result<Page> tag_page(PageRequest const& request)
{
    auto const& catalogue = request.catalogue();
    auto const& route = request.route;
    auto const* tag = catalogue.tag(route.slug);
    if (!tag || tag->is_internal)
        return not_found("there is no such tag");
    auto const path = path_of(catalogue, route.language, *tag);
    if (tag->is_section != (route.kind == Route::Kind::section)) {
        Pagination pages;
        pages.base = path;
        return redirect_page(request, pages.path_of(static_cast<std::size_t>(route.page)));
    }
    auto const listing = catalogue.with_tag(route.language, tag->number);
    if (listing.empty() && !tag->is_section)
        return not_found("no article has this tag");

    auto rendering = begin_rendering(request, path);
    rendering.tag = tag;
    rendering.kinds = {"tag"};
    if (tag->is_section)
        rendering.kinds.push_back("section");
    Map root;
    auto const& text = tag->in(rendering.language_tag());
    TRY(begin_list(rendering, root, request, {listing, path, text.name, text.description, path}));
    add_translations(
        rendering, [&](std::size_t other) { return catalogue.with_tag(other, tag->number).size(); },
        [&](std::size_t other) { return path_of(catalogue, other, *tag); });
    root.set("tag", tag_value(rendering, *tag));
    if (!tag->is_section)
        return render(rendering, {"tag-" + tag->slug, "tag", "index"}, std::move(root));
    root.set("section", tag_value(rendering, *tag));
    return render(
        rendering, {"section-" + tag->slug, "section", "tag-" + tag->slug, "tag", "index"}, std::move(root));
}

Result<Page> byline_page(PageRequest const& request)
{
    auto const& catalogue = request.catalogue();
    auto const language = request.route.language;
    auto const* byline = catalogue.byline(request.route.slug);
    if (!byline || catalogue.by(language, byline->number).empty())
        return not_found("no article has this byline");
    auto const path = path_of(catalogue, language, *byline);
    auto rendering = begin_rendering(request, path);
    rendering.byline = byline;
    rendering.kinds = {"author"};
    Map root;
    auto const& text = byline->in(rendering.language_tag());
    TRY(begin_list(
        rendering, root, request, {catalogue.by(language, byline->number), path, text.name, text.bio, path}));
    add_translations(
        rendering, [&](std::size_t other) { return catalogue.by(other, byline->number).size(); },
        [&](std::size_t other) { return path_of(catalogue, other, *byline); });
    root.set("author", author_value(rendering, *byline));
    return render(rendering, {"author-" + byline->slug, "author", "index"}, std::move(root));
}

Result<Page> archive_page(PageRequest const& request)
{
    auto const& catalogue = request.catalogue();
    auto const& route = request.route;
    Period const period{route.year, route.month, route.day};
    if (period.year != 0 && !exists(period))
        return not_found("the calendar has no such day");
    auto const listing = articles_of(catalogue, route.language, period);
    if (listing.empty() && period.year != 0)
        return not_found("nothing was published then");
    auto const home = home_path(request);
    auto const path = home + path_of(period);
    auto rendering = begin_rendering(request, path);
    rendering.kinds = {"archive"};
    auto title = title_of(catalogue, route.language, period);
    if (title.empty())
        title = request.theme.text("Archive", rendering.language_tag());
    Map root;
    TRY(begin_list(rendering, root, request, {listing, path, title, "", ""}));
    add_translations(
        rendering, [&](std::size_t other) { return articles_of(catalogue, other, period).size(); },
        [&](std::size_t other) { return home_path(request, other) + path_of(period); });
    root.set("archive", archive_value(rendering, period));
    if (period.year == 0) {
        root.set("posts", Value());
        rendering.pagination.reset();
    }
    return render(rendering, {"archive", "index"}, std::move(root));
}

} // namespace broadsheet::site
