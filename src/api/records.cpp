#include "api/records.h"

#include <boost/json.hpp>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using site::FilterValue;
using site::RecordQuery;
using site::Snapshot;

RecordQuery query_of(RecordQuery::Kind kind, Audience audience)
{
    RecordQuery query;
    query.kind = kind;
    query.with_hidden = audience == Audience::newsroom;
    return query;
}

json::object record_object(View const& view, site::FoundRecord const& record)
{
    return record.tag ? tag_object(view, *record.tag, record.articles)
                      : author_object(view, *record.byline, record.articles);
}

} // namespace

Result<http::Response> browse_records(
    Call const& call, Snapshot const& snapshot, RecordQuery::Kind kind, Audience audience)
{
    auto filter = site::parse_filter(call.options.filter, call.services.clock.now());
    if (!filter.ok())
        return call.refuse(bad_request("Error parsing filter", filter.error().message));
    auto query = query_of(kind, audience);
    query.filter = std::move(*filter);
    query.order = call.options.order.empty() ? "name asc" : call.options.order;
    query.limit = call.options.limit;
    query.page = call.options.page;
    auto const found = site::find_records(snapshot.catalogue(), query);
    if (!found.ok())
        return call.refuse(bad_request("Request not understood", found.error().message));
    json::array page;
    for (auto const& record : found->records)
        page.push_back(record_object({snapshot.catalogue(), call.options, audience}, record));
    return answer_page(call.part(0), std::move(page), call.options, found->total);
}

Result<http::Response> read_record(
    Call const& call, Snapshot const& snapshot, RecordQuery::Kind kind, Audience audience)
{
    auto const is_by_id = call.parts.size() == 2;
    auto query = query_of(kind, audience);
    query.filter.kind = site::Filter::Kind::test;
    query.filter.property = is_by_id ? "id" : "slug";
    query.filter.values = {FilterValue(std::string(call.part(is_by_id ? 1 : 2)))};
    auto const found = TRY(site::find_records(snapshot.catalogue(), query));
    if (found.records.empty())
        return not_found(kind == RecordQuery::Kind::bylines ? "Author not found." : "Tag not found.");
    return answer_one(200, call.part(0),
        record_object({snapshot.catalogue(), call.options, audience}, found.records.front()));
}

} // namespace broadsheet::api
