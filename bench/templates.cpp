#include "templates/collections.h"
#include "templates/template_set.h"

#include <benchmark/benchmark.h>

// A front page of a newspaper: a layout, ten partials used some thirty times, and about 300 expressions.
namespace broadsheet::templates {
namespace {

struct Byline {
    std::string name;
    std::string url;
};

struct Article {
    std::string title;
    std::string url;
    std::string standfirst;
    std::string section;
    std::vector<Byline> bylines;
    bool has_picture;
};

Value byline_view(Byline const& byline)
{
    static Fields<Byline> const fields{
        {"name", [](Byline const& model) { return Value::borrow(model.name); }},
        {"url", [](Byline const& model) { return Value::borrow(model.url); }},
    };
    return View<Byline>::of(byline, fields);
}

Value bylines_view(Article const& article)
{
    Array bylines;
    for (auto const& byline : article.bylines)
        bylines.push_back(byline_view(byline));
    return Value::make<Array>(std::move(bylines));
}

Value article_view(Article const& article)
{
    static Fields<Article> const fields{
        {"title", [](Article const& model) { return Value::borrow(model.title); }},
        {"url", [](Article const& model) { return Value::borrow(model.url); }},
        {"standfirst", [](Article const& model) { return Value::borrow(model.standfirst); }},
        {"section", [](Article const& model) { return Value::borrow(model.section); }},
        {"authors", bylines_view},
        {"feature_image", [](Article const& model) { return Value(model.has_picture); }},
    };
    return View<Article>::of(article, fields);
}

TemplateSet theme()
{
    std::vector<Source> templates{
        {"default",
            "<!doctype html>\n<html lang=\"{{@site.locale}}\">\n<head>\n  {{> head}}\n</head>\n<body "
            "class=\"home\">\n  "
            "{{> header}}\n  {{{body}}}\n  {{> footer}}\n</body>\n</html>\n",
            {}},
        {"index",
            "{{!< default}}\n{{> lead}}\n<main>\n{{#each posts as |post|}}\n  {{> card}}\n{{else}}\n  {{> "
            "empty}}\n{{/each}}\n"
            "</main>\n{{> pager}}\n",
            {}},
    };
    std::vector<Source> partials{
        {"head", "<title>{{@site.title}}</title>\n{{> meta}}\n", {}},
        {"meta",
            "<meta name=\"description\" content=\"{{@site.description}}\">\n<link rel=\"canonical\" "
            "href=\"{{@site.url}}\">\n",
            {}},
        {"header", "<header><a href=\"{{@site.url}}\">{{@site.title}}</a>{{> menu}}</header>\n", {}},
        {"menu",
            "<nav>{{#each @site.navigation}}<a href=\"{{url}}\"{{#if @first}} "
            "class=\"first\"{{/if}}>{{name}}</a>{{/each}}</nav>",
            {}},
        {"lead", "{{#if @site.lead}}<section>{{@site.lead}}</section>{{/if}}\n", {}},
        {"card",
            "<article class=\"card{{#unless feature_image}} no-picture{{/unless}}{{#if @first}} "
            "first{{/if}}\">\n  <a "
            "href=\"{{url}}\">{{title}}</a>\n  <p>{{standfirst}}</p>\n  {{> byline post=post}}\n  "
            "<span>{{section}}</span>\n</article>\n",
            {}},
        {"byline",
            "<p class=\"byline\">{{#each authors}}<a href=\"{{url}}\">{{name}}</a>{{#unless @last}}, "
            "{{/unless}}{{/each}}</p>\n",
            {}},
        {"empty", "<p>Nothing yet.</p>", {}},
        {"pager", "{{#if @site.next}}<a href=\"{{@site.next}}\">Next</a>{{/if}}\n", {}},
        {"footer", "<footer>{{@site.title}} {{@site.description}}</footer>\n", {}},
    };
    return std::move(*TemplateSet::compile(std::move(templates), std::move(partials)));
}

void render_front_page(benchmark::State& state)
{
    auto set = theme();
    std::vector<Article> articles(20,
        {"The last ferry leaves the harbour & nobody waves", "/the-last-ferry/",
            "For forty years it carried the island's bread, doctors and brides. On Sunday it carried a "
            "reporter.",
            "Coast", {{"Ann Bell", "/author/ann/"}, {"Bo Carr", "/author/bo/"}}, true});
    Array posts;
    for (auto const& article : articles)
        posts.push_back(article_view(article));
    Byline home{"Home", "/"};
    auto menu = Value::make<Array>(std::vector<Value>(6, byline_view(home)));
    auto root = Value::make<Map>(Map{{"posts", Value::make<Array>(std::move(posts))}});
    Map data{{"site",
        Value::make<Map>(Map{{"title", "The Harbour Gazette"}, {"description", "News of the coast"},
            {"locale", "en"}, {"url", "https://gazette.example/"}, {"lead", "Storm warning"},
            {"next", "/page/2/"}, {"navigation", menu}})}};

    std::string page;
    for (auto _ : state) {
        page.clear();
        auto result = set.render(page, "index", {.root = root, .data = &data});
        benchmark::DoNotOptimize(result);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * page.size()));
    state.counters["page_bytes"] = static_cast<double>(page.size());
}
BENCHMARK(render_front_page)->Unit(benchmark::kMicrosecond);

void compile_theme(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(theme());
}
BENCHMARK(compile_theme)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace broadsheet::templates
