#include "base/encoding.h"
#include "base/utf8.h"
#include "site/contexts/post.h"
#include "site/pages/render.h"

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
constexpr std::size_t last_page = 50;

// Returns the value of a form's field (https://url.spec.whatwg.org/#urlencoded-parsing); empty if it is
// missing or malformed.
std::string form_field(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) != name)
            continue;
        std::string value(pair.substr(std::min(equals + 1, pair.size())));
        std::replace(value.begin(), value.end(), '+', ' ');
        auto decoded = percent_decode(value);
        return decoded.ok() && is_valid_utf8(*decoded) ? std::move(decoded).value() : "";
    }
    return "";
}

std::size_t page_number(std::string_view text)
{
    std::size_t number = 1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp<std::size_t>(number, 1, last_page);
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
    auto rendering = begin_rendering(request, home_path(request) + "search/");
    rendering.kinds = {"search"};
    rendering.title = request.theme.text("Search", rendering.language_tag());
    auto const given = form_field(request.query, "q");
    SearchRequest wanted;
    wanted.query = cut(given, longest_query);
    wanted.language = rendering.language_tag();
    wanted.page = page_number(form_field(request.query, "page"));
    SearchResult result;
    if (request.search && !wanted.query.empty())
        result = TRY(request.search->find(wanted));

    Pagination pagination;
    pagination.page = wanted.page;
    pagination.limit = wanted.limit;
    pagination.total = std::min(result.total, last_page * wanted.limit);
    pagination.base = rendering.path;
    pagination.query = "?q=" + percent_encode(wanted.query);
    rendering.pagination = std::move(pagination);
    auto const search = Value::make<Map>(Map{
        {"query", Value(wanted.query)},
        {"url", Value(rendering.path)},
        {"total", Value(result.total)},
        {"results", results_value(rendering, result)},
    });
    Map root;
    root.set("search", search);
    auto page = request.theme.templates().has("search") ? render(rendering, {"search"}, std::move(root))
                                                        : plain_search_page(request, rendering, search);
    if (page.ok())
        page.value().is_fleeting = true;
    return page;
}

} // namespace broadsheet::site
