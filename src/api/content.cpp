#include "api/content.h"

#include "api/admission.h"
#include "api/records.h"
#include "newsroom/articles.h"
#include "site/query/post_query.h"

#include <boost/json.hpp>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using site::RecordQuery;
using site::Snapshot;

View view_of(Call const& call, Snapshot const& snapshot)
{
    return {snapshot.catalogue(), call.options, Audience::readers};
}

Result<json::object> post_at(Call const& call, Snapshot const& snapshot, site::Ordinal ordinal)
{
    auto const number = snapshot.catalogue()[ordinal].number;
    auto const article = TRY(newsroom::Articles(snapshot.connection()).by_number(number));
    return post_object(view_of(call, snapshot), article);
}

Result<http::Response> browse_posts(Call const& call, Snapshot const& snapshot)
{
    auto filter = site::parse_filter(call.options.filter, call.services.clock.now());
    if (!filter.ok())
        return call.refuse(bad_request("Error parsing filter", filter.error().message));
    auto const& options = call.options;
    auto found = site::find_posts(snapshot,
        {std::nullopt, call.part(0) == "pages", std::move(*filter), options.order, options.limit,
            options.page});
    if (!found.ok() && found.error().code == ErrorCode::invalid)
        return call.refuse(bad_request("Request not understood", found.error().message));
    auto const posts = TRY(std::move(found));
    json::array page;
    for (auto ordinal : posts.posts)
        page.push_back(TRY(post_at(call, snapshot, ordinal)));
    return answer_page(call.part(0), std::move(page), options, posts.total);
}

// Returns the published article (or page) that a path names by id or, of whichever language, by slug.
Result<std::optional<site::Ordinal>> find_post(Call const& call, Snapshot const& snapshot)
{
    auto const& catalogue = snapshot.catalogue();
    auto is_right = [&](std::optional<site::Ordinal> ordinal) {
        return ordinal && catalogue[*ordinal].is_page == (call.part(0) == "pages");
    };
    if (call.parts.size() == 2) {
        auto const article = newsroom::Articles(snapshot.connection()).by_id(call.part(1));
        if (!article.ok() && article.error().code != ErrorCode::not_found)
            return article.error();
        auto const ordinal = article.ok() ? catalogue.find(article->number) : std::nullopt;
        return is_right(ordinal) ? ordinal : std::nullopt;
    }
    for (std::size_t language = 0; language < catalogue.languages(); ++language) {
        auto const found = TRY(snapshot.article(language, call.part(2)));
        if (found.state == Snapshot::Found::State::published && is_right(found.ordinal))
            return std::optional(found.ordinal);
    }
    return std::optional<site::Ordinal>();
}

Result<http::Response> read_post(Call const& call, Snapshot const& snapshot)
{
    auto const ordinal = TRY(find_post(call, snapshot));
    if (!ordinal)
        return not_found(call.part(0) == "pages" ? "Page not found." : "Post not found.");
    return answer_one(200, call.part(0), TRY(post_at(call, snapshot, *ordinal)));
}

Result<http::Response> browse_tags(Call const& call, Snapshot const& snapshot)
{
    return browse_records(call, snapshot, RecordQuery::Kind::tags, Audience::readers);
}

Result<http::Response> read_tag(Call const& call, Snapshot const& snapshot)
{
    return read_record(call, snapshot, RecordQuery::Kind::tags, Audience::readers);
}

Result<http::Response> browse_authors(Call const& call, Snapshot const& snapshot)
{
    return browse_records(call, snapshot, RecordQuery::Kind::bylines, Audience::readers);
}

Result<http::Response> read_author(Call const& call, Snapshot const& snapshot)
{
    return read_record(call, snapshot, RecordQuery::Kind::bylines, Audience::readers);
}

// Everything is for everyone: there are none.
Result<http::Response> browse_nothing(Call const& call, Snapshot const&)
{
    return answer_page(call.part(0), {}, call.options, 0);
}

Result<http::Response> read_settings(Call const& call, Snapshot const& snapshot)
{
    return answer_json(
        200, json::object{{"settings", settings_object(view_of(call, snapshot))}, {"meta", json::object()}});
}

using Answer = Result<http::Response> (*)(Call const&, Snapshot const&);

struct Resource {
    std::string_view name;
    Answer browse;
    Answer read; // nullptr: it cannot be read one by one
};

constexpr Resource resources[] = {
    {"posts", browse_posts, read_post},
    {"pages", browse_posts, read_post},
    {"tags", browse_tags, read_tag},
    {"authors", browse_authors, read_author},
    {"tiers", browse_nothing, nullptr},
    {"newsletters", browse_nothing, nullptr},
    {"settings", read_settings, nullptr},
};

} // namespace

Result<http::Response> answer_content(Call& call)
{
    auto const reader = TRY(call.services.site.read());
    auto const& snapshot = reader.snapshot();
    auto const admission = TRY(admit_by_content_key(call, snapshot.connection()));
    if (auto const* refusal = std::get_if<Refusal>(&admission))
        return call.refuse(*refusal);
    call.options = TRY(read_options(call.query));
    for (auto const& resource : resources) {
        if (resource.name != call.part(0))
            continue;
        if (call.parts.size() == 1)
            return resource.browse(call, snapshot);
        auto const names_one = call.parts.size() == 2 || (call.parts.size() == 3 && call.part(1) == "slug");
        if (resource.read && names_one)
            return resource.read(call, snapshot);
    }
    return call.refuse(not_found_refusal("Resource not found"));
}

} // namespace broadsheet::api
