#include "base/encoding.h"
#include "base/form.h"
#include "site/contexts/post.h"
#include "site/pages/render.h"
#include "text/direction.h"

#include <algorithm>
#include <charconv>

namespace broadsheet::site {

using templates::Array;
using templates::Key;
using templates::Map;
using templates::Value;
using namespace templates::literals;

namespace {

constexpr std::size_t longest_query = 400; // bytes

std::string field_of(FormFields const& fields, std::string_view name)
{
    return std::string(find_field(fields, name).value_or(""));
}

std::size_t page_number(std::string_view text)
{
    std::size_t number = 1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp<std::size_t>(number, 1, most_search_results);
}

std::string_view cut(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80)
        --bytes;
    return text.substr(0, bytes);
}

// A post together with the words it was found by.
class FoundPost final : public templates::Object {
public:
    FoundPost(Value post, std::string matched)
        : post_(std::move(post))
        , matched_(std::move(matched))
    {
    }
    Value get(Key key) const override
    {
        return key == "matched"_key ? Value::borrow_safe(matched_) : post_.get(key);
    }
    std::vector<std::string_view> keys() const override { return post_.object()->keys(); }

private:
    Value post_;
    std::string matched_;
};

Value results_value(Rendering& rendering, SearchResult const& result)
{
    auto posts = std::make_shared<Array>();
    for (auto const& hit : result.hits)
        // The index may be a moment behind: what is no longer published is not shown.
        if (auto ordinal = rendering.catalogue().find(hit.article))
            if (auto post = post_value(rendering, ordinal); !post.is_nothing())
                posts->push_back(Value::make<FoundPost>(std::move(post), hit.excerpt));
    return Value::own(std::move(posts));
}

std::string path_of_search(PageRequest const& request, std::size_t language)
{
    return home_path(request, language) + "search/";
}

std::vector<std::size_t> other_languages(Rendering const& rendering)
{
    std::vector<std::size_t> others;
    for (std::size_t language = 0; language < rendering.catalogue().languages(); ++language)
        if (language != rendering.language)
            others.push_back(language);
    return others;
}

// The same search in the other languages that have anything.
Value elsewhere_value(PageRequest const& request, std::vector<std::size_t> const& others,
    SearchResult const& result, std::string const& query)
{
    auto links = std::make_shared<Array>();
    for (std::size_t i = 0; i < result.elsewhere.size(); ++i) {
        if (result.elsewhere[i] == 0)
            continue;
        auto const& language = request.catalogue().language(others[i]);
        links->push_back(Value::make<Map>(Map{
            {"language", Value::borrow(language)},
            {"name", Value(text::native_language_name(language))},
            {"direction", Value::borrow(text::direction_of(language))},
            {"count", Value(result.elsewhere[i])},
            {"url", Value(path_of_search(request, others[i]) + query)},
        }));
    }
    return Value::own(std::move(links));
}

// A page for themes that have none of their own.
Result<Page> plain_search_page(PageRequest const& request, Rendering& rendering, Value const& search)
{
    auto const language = rendering.language_tag();
    std::string html = "<!DOCTYPE html>\n<html lang=\"" + escape_html(language)
        + "\"><meta charset=\"utf-8\"><title>" + escape_html(rendering.title) + "</title>\n<form action=\""
        + escape_html(rendering.path) + "\"><input type=\"search\" name=\"q\" value=\""
        + escape_html(search.get("query"_key).string()) + "\"></form>\n<ul>\n";
    auto const results = search.get("results"_key);
    for (std::size_t i = 0; i < results.list()->size(); ++i) {
        auto const post = results.list()->at(i);
        html += "<li><a href=\"" + escape_html(post.get("url"_key).string()) + "\">"
            + escape_html(post.get("title"_key).string()) + "</a><p>" + post.get("matched"_key).text()
            + "</p></li>\n";
    }
    return text_page(request.catalogue(), "text/html; charset=utf-8", html + "</ul></html>\n");
}

} // namespace

Result<Page> search_page(PageRequest const& request)
{
    auto rendering = begin_rendering(request, path_of_search(request, request.route.language));
    rendering.kinds = {"search"};
    rendering.title = request.theme.text("Search", rendering.language_tag());
    auto const fields = parse_form(request.query);
    link_other_languages(rendering, request,
        request.query.empty() ? "search/"
                              : "search/?q=" + percent_encode(cut(field_of(fields, "q"), longest_query)));
    auto const others = other_languages(rendering);
    SearchRequest wanted;
    wanted.query = cut(field_of(fields, "q"), longest_query);
    wanted.language = rendering.language_tag();
    wanted.page = page_number(field_of(fields, "page"));
    for (auto other : others)
        wanted.other_languages.push_back(request.catalogue().language(other));
    SearchResult result;
    if (request.search && !wanted.query.empty())
        result = TRY(request.search->find(wanted));

    Pagination pagination;
    pagination.page = result.page;
    pagination.limit = wanted.limit;
    pagination.total = std::min(result.total, most_search_results);
    pagination.base = rendering.path;
    pagination.query = "?q=" + percent_encode(wanted.query);
    auto const search = Value::make<Map>(Map{
        {"query", Value(wanted.query)},
        {"url", Value(rendering.path)},
        {"total", Value(result.total)},
        {"results", results_value(rendering, result)},
        {"elsewhere", elsewhere_value(request, others, result, pagination.query)},
    });
    rendering.pagination = std::move(pagination);
    Map root;
    root.set("search", search);
    auto page = request.theme.templates().has("search") ? render(rendering, {"search"}, std::move(root))
                                                        : plain_search_page(request, rendering, search);
    if (page.ok()) // without a query it is the same in all of an edition
        page.value().is_fleeting = !request.query.empty();
    return page;
}

} // namespace broadsheet::site
