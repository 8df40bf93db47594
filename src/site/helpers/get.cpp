#include "site/contexts/pagination_value.h"
#include "site/contexts/post.h"
#include "site/contexts/taxonomy.h"
#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/query/nql.h"
#include "site/query/post_query.h"
#include "site/query/record_query.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

constexpr std::size_t default_limit = 15;
constexpr std::size_t largest_limit = 100;

// Returns what a path such as "post.primary_tag.slug" leads to.
Value at_path(Call const& call, std::string_view path)
{
    auto value = call.context();
    auto is_first = true;
    for (auto part : split_list(path, '.')) {
        if (is_first && part.starts_with('@'))
            value = call.data(templates::Key(part.substr(1)));
        else
            value = value.get(templates::Key(part));
        is_first = false;
    }
    return value;
}

// A list of tags or authors stands for their slugs.
std::string filter_text(Value const& value)
{
    auto const* list = value.list();
    if (!list)
        return value.text();
    std::string text;
    for (std::size_t i = 0; i < list->size(); ++i)
        text += (i > 0 ? "," : "") + list->at(i).get("slug"_key).text();
    return text;
}

// As in Ghost, "{{post.id}}" inside a filter is filled in from the context.
std::string filled_in(Call const& call, std::string_view filter)
{
    std::string result;
    while (!filter.empty()) {
        auto const open = filter.find("{{");
        auto const close = filter.find("}}", open);
        result += filter.substr(0, open);
        if (open == filter.npos || close == filter.npos)
            break;
        result += filter_text(at_path(call, filter.substr(open + 2, close - open - 2)));
        filter.remove_prefix(close + 2);
    }
    return result;
}

struct Request {
    std::string resource;
    Filter filter;
    std::string order;
    std::size_t limit = default_limit;
    std::size_t page = 1;
    std::size_t language = 0;
};

Result<Request> read_request(Call const& call)
{
    auto const& rendering = rendering_of(call);
    Request request;
    request.resource = call[0].text();
    auto text = filled_in(call, call.hash("filter"_key).text());
    for (auto property : {"slug"_key, "id"_key})
        if (auto const& value = call.hash(property); value.is_string())
            text += fmt::format("{}{}:'{}'", text.empty() ? "" : "+", property.text(), value.string());
    request.filter = TRY(parse_filter(text, rendering.now));
    request.order = call.hash("order"_key).text();
    auto const limit = call.hash("limit"_key).text() == "all"
        ? static_cast<long long>(largest_limit)
        : number_of(call.hash("limit"_key), default_limit);
    request.limit = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(limit, 1LL)), 1, largest_limit);
    request.page
        = static_cast<std::size_t>(std::clamp(number_of(call.hash("page"_key), 1), 1LL, 1'000'000LL));
    request.language = rendering.language;
    if (auto const& language = call.hash("language"_key); language.is_string())
        request.language
            = rendering.catalogue().find_language(language.string()).value_or(rendering.language);
    return request;
}

struct Found {
    Value list;
    std::size_t total = 0;
};

Result<Found> get_posts(Rendering& rendering, Request const& request)
{
    PostQuery query{request.language, request.resource == "pages", request.filter, request.order,
        request.limit, request.page};
    auto result = TRY(find_posts(rendering.snapshot, query));
    return Found{posts_value(rendering, std::move(result.posts)), result.total};
}

Result<Found> get_records(Rendering& rendering, Request const& request)
{
    auto const kind = request.resource == "authors" ? RecordQuery::Kind::bylines
        : request.resource == "sections"            ? RecordQuery::Kind::sections
                                                    : RecordQuery::Kind::tags;
    auto const found = TRY(find_records(rendering.catalogue(),
        {kind, request.language, request.filter, request.order, false, request.limit, request.page}));
    auto list = std::make_shared<templates::Array>();
    for (auto const& record : found.records)
        list->push_back(
            record.tag ? tag_value(rendering, *record.tag) : author_value(rendering, *record.byline));
    return Found{Value::own(std::move(list)), found.total};
}

Result<Value> get(Call const& call)
{
    auto& rendering = rendering_of(call);
    rendering.reads_beyond = true;
    auto const request = TRY(read_request(call));
    auto const& resource = request.resource;
    auto found = Found{Value::make<templates::Array>(), 0};
    if (resource == "posts" || resource == "pages")
        found = TRY(get_posts(rendering, request));
    else if (resource == "tags" || resource == "authors" || resource == "sections")
        found = TRY(get_records(rendering, request));
    else if (resource != "tiers" && resource != "newsletters")
        return invalid(
            fmt::format("get knows posts, pages, tags, sections and authors, not \"{}\"", resource));

    if (found.list.list()->size() == 0) {
        TRY(call.inverse(call.context()));
        return Value();
    }
    Pagination pagination;
    pagination.page = request.page;
    pagination.limit = request.limit;
    pagination.total = found.total;
    auto const pages = pagination_value(pagination, nullptr);
    templates::Map context;
    context.set(resource, found.list);
    context.set("pagination", pages);
    std::array const params{found.list, pages};
    TRY(call.fn(Value::make<templates::Map>(std::move(context)), {{}, params}));
    return Value();
}

} // namespace

void add_get_helper(Helpers& helpers)
{
    helpers.add("get", get);
}

} // namespace broadsheet::site
