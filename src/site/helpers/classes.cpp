#include "site/helpers/helpers.h"
#include "site/helpers/support.h"

namespace broadsheet::site {

namespace {

class Classes {
public:
    void add(std::string_view prefix, std::string_view name = {})
    {
        text_.append(text_.empty() ? "" : " ").append(prefix).append(name);
    }
    Value value() && { return Value(std::move(text_)); }

private:
    std::string text_;
};

void add_tags(Classes& classes, Catalogue const& catalogue, Ordinal ordinal)
{
    for (auto number : catalogue.tags(ordinal))
        if (auto const* tag = catalogue.tag(number); tag && !tag->is_internal)
            classes.add("tag-", tag->slug);
}

Result<Value> body_class(Call const& call)
{
    auto const& rendering = rendering_of(call);
    Classes classes;
    for (auto kind : {"home", "post", "page", "tag", "author", "archive", "search", "error"})
        if (rendering.is(kind))
            classes.add(kind, "-template");
    if (rendering.is("page") && rendering.article_text)
        classes.add("page-", rendering.article_text->slug);
    if (rendering.article)
        add_tags(classes, rendering.catalogue(), *rendering.article);
    if (rendering.tag)
        classes.add("tag-", rendering.tag->slug);
    if (rendering.byline)
        classes.add("author-", rendering.byline->slug);
    if (rendering.is("section"))
        classes.add("section-template");
    if (rendering.is("paged"))
        classes.add("paged");
    return std::move(classes).value();
}

Result<Value> post_class(Call const& call)
{
    auto const& context = call.context();
    Classes classes;
    classes.add("post");
    if (auto const tags = context.get("tags"_key); tags.list())
        for (std::size_t i = 0; i < tags.list()->size(); ++i)
            classes.add("tag-", tags.list()->at(i).get("slug"_key).string());
    if (context.get("featured"_key).is_truthy())
        classes.add("featured");
    if (context.get("page"_key).is_truthy())
        classes.add("page");
    if (context.get("feature_image"_key).is_empty())
        classes.add("no-image");
    return std::move(classes).value();
}

} // namespace

void add_class_helpers(Helpers& helpers)
{
    helpers.add("body_class", body_class);
    helpers.add("post_class", post_class);
}

} // namespace broadsheet::site
