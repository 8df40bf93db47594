#include "site/contexts/post.h"
#include "site/contexts/taxonomy.h"
#include "site/contexts/translations.h"
#include "site/pages/render.h"

namespace broadsheet::site {

using templates::Map;
using templates::Value;

namespace {

std::vector<std::string> template_names(ArticleText const& article, bool is_page)
{
    std::vector<std::string> names{(is_page ? "page-" : "post-") + article.slug};
    if (!article.template_name.empty())
        names.push_back(article.template_name);
    if (is_page)
        names.push_back("page");
    names.push_back("post");
    return names;
}

void add_breadcrumbs(Rendering& rendering, PageRequest const& request)
{
    auto const& catalogue = rendering.catalogue();
    rendering.breadcrumbs.push_back(
        {std::string(rendering.settings().title_in(rendering.language_tag())), home_path(request)});
    if (auto const* section = catalogue.tag(catalogue[*rendering.article].section))
        rendering.breadcrumbs.push_back(
            {section->in(rendering.language_tag()).name, path_of(rendering, *section)});
    rendering.breadcrumbs.push_back({rendering.title, rendering.path});
}

Result<Page> render_article(PageRequest const& request, Ordinal ordinal, ArticlePointer const& text)
{
    auto const is_page = bool(request.catalogue()[ordinal].is_page);
    auto rendering = begin_rendering(request, path_of(request.catalogue(), *text));
    rendering.kinds = {is_page ? "page" : "post"};
    rendering.article = ordinal;
    rendering.article_text = text;
    rendering.title = text->title;
    rendering.translations = TRY(translations_of(request.snapshot, ordinal));
    add_breadcrumbs(rendering, request);
    Map root;
    auto const post = Value::make<Post>(rendering, ordinal, text);
    root.set("post", post);
    if (is_page)
        root.set("page", post);
    return render(rendering, template_names(*text, is_page), std::move(root));
}

} // namespace

Result<Page> article_page(PageRequest const& request)
{
    using State = Snapshot::Found::State;
    auto found = TRY(request.snapshot.article(request.route.language, request.route.slug));
    if (found.state == State::withdrawn)
        return error_page(request, 410);
    if (found.state == State::absent)
        return not_found("there is no such article");
    auto page = TRY(render_article(request, found.ordinal, found.text));
    page.article = request.catalogue()[found.ordinal].number;
    return page;
}

Result<Page> preview_page(PageRequest const& request, newsroom::Article const& article)
{
    auto const ordinal = request.catalogue().find(article.number);
    VERIFY(ordinal);
    auto text = std::make_shared<ArticleText>(text_of(article));
    if (auto const size = TRY(request.snapshot.picture_size(text->picture.path))) {
        text->picture_width = size->width;
        text->picture_height = size->height;
    }
    return render_article(request, *ordinal, std::move(text));
}

} // namespace broadsheet::site
