// Posts and pages.
#include "api/admin_routes.h"
#include "api/article_filter.h"
#include "api/article_input.h"
#include "api/body.h"
#include "api/fields.h"
#include "api/resources.h"
#include "newsroom/articles.h"
#include "staff/audit_log.h"
#include "workflow/previews.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using http::Method;
using newsroom::Article;
using newsroom::ArticleKind;
using newsroom::Articles;
using newsroom::Change;
using newsroom::Status;
using staff::Integration;

ArticleKind kind_of(Call const& call)
{
    return call.part(0) == "pages" ? ArticleKind::page : ArticleKind::article;
}

// What has been withdrawn is gone as far as Ghost's clients know: a delete withdraws.
Result<Article> checked(Call const& call, Result<Article> found)
{
    auto const is_absent = found.ok() ? found->kind != kind_of(call) || found->status == Status::withdrawn
                                      : found.error().code == ErrorCode::not_found;
    if (is_absent)
        return not_found(kind_of(call) == ArticleKind::page ? "Page not found." : "Post not found.");
    return found;
}

Result<http::Response> answer_with(
    Call const& call, int status, site::Snapshot const& snapshot, Article const& article)
{
    View const view{snapshot.catalogue(), call.options, Audience::newsroom};
    return answer_one(status, call.part(0), post_object(view, article));
}

Result<http::Response> answer_with(Call const& call, int status, std::string_view id)
{
    auto const reader = TRY(call.services.site.read());
    auto const article = TRY(Articles(reader.snapshot().connection()).by_id(id));
    return answer_with(call, status, reader.snapshot(), article);
}

Result<std::int64_t> count(db::Connection& connection, ArticleCondition const& condition)
{
    auto rows = TRY(connection.query(
        fmt::format("SELECT count(*) FROM articles WHERE {}", condition.sql), condition.parameters));
    TRY(rows.next());
    return rows.integer(0);
}

Result<std::vector<newsroom::Number>> numbers_of_page(
    db::Connection& connection, ArticleCondition& condition, std::string_view order, Options const& options)
{
    condition.parameters.emplace_back(options.limit);
    condition.parameters.emplace_back((options.page - 1) * options.limit);
    auto const places = condition.parameters.size();
    auto rows = TRY(connection.query(fmt::format("SELECT articles.number FROM articles WHERE {} ORDER BY {} "
                                                 "LIMIT ${} OFFSET ${}",
                                         condition.sql, order, places - 1, places),
        condition.parameters));
    std::vector<newsroom::Number> numbers;
    while (TRY(rows.next()))
        numbers.push_back(rows.integer(0));
    return numbers;
}

Result<http::Response> browse(Call const& call, Integration const&)
{
    auto const filter = site::parse_filter(call.options.filter, call.services.clock.now());
    if (!filter.ok())
        return call.refuse(bad_request("Error parsing filter", filter.error().message));
    ArticleCondition condition;
    condition.sql = fmt::format(
        "articles.kind = '{}' AND articles.status <> 'withdrawn'", newsroom::name_of(kind_of(call)));
    if (auto const added = add_filter(condition, *filter); !added.ok())
        return call.refuse(bad_request("Request not understood", added.error().message));
    auto const order = order_terms(call.options.order);
    if (!order.ok())
        return call.refuse(bad_request("Request not understood", order.error().message));

    auto const reader = TRY(call.services.site.read());
    auto& connection = reader.snapshot().connection();
    auto const total = TRY(count(connection, condition));
    json::array page;
    for (auto number : TRY(numbers_of_page(connection, condition, *order, call.options)))
        page.push_back(post_object({reader.catalogue(), call.options, Audience::newsroom},
            TRY(Articles(connection).by_number(number))));
    return answer_page(call.part(0), std::move(page), call.options, static_cast<std::size_t>(total));
}

Result<http::Response> read(Call const& call, Integration const&)
{
    auto const reader = TRY(call.services.site.read());
    auto const article = TRY(checked(call, Articles(reader.snapshot().connection()).by_id(call.part(1))));
    return answer_with(call, 200, reader.snapshot(), article);
}

Result<http::Response> read_by_slug(Call const& call, Integration const&)
{
    auto const reader = TRY(call.services.site.read());
    Articles const articles(reader.snapshot().connection());
    for (auto const& language : reader.catalogue().settings().languages)
        if (auto found = checked(call, articles.by_slug(language, call.part(2))); found.ok())
            return answer_with(call, 200, reader.snapshot(), *found);
    return checked(call, not_found("")).error();
}

bool takes_html(Call const& call)
{
    return find_field(call.query, "source") == "html";
}

std::string_view act_of(Status before, Status after)
{
    if (after == before)
        return "article.saved";
    return after == Status::published ? "article.published"
        : after == Status::scheduled  ? "article.scheduled"
                                      : "article.unpublished";
}

// Runs body(change) in one write transaction.
template <typename Body>
auto change(Call const& call, Body&& body) -> std::invoke_result_t<Body, Change&>
{
    auto const connection = TRY(call.services.database.connect());
    return newsroom::change(*connection, call.services.clock, call.services.random, body);
}

Result<void> tell(Change& change, Integration const& who, std::string_view act, Article const& article)
{
    return staff::AuditLog(change.connection(), change.clock()).add(who, act, article.id, article.title);
}

Result<http::Response> add(Call const& call, Integration const& who)
{
    auto const sent = record_in_body(call, call.part(0));
    if (auto const* refusal = std::get_if<Refusal>(&sent))
        return call.refuse(*refusal);
    auto save = [&](Change& change) -> Result<Article> {
        auto const settings = TRY(newsroom::load_settings(change.connection()));
        Article article;
        article.kind = kind_of(call);
        article = TRY(with_fields(
            change, settings, std::move(article), std::get<json::object>(sent), takes_html(call)));
        auto const number = TRY(Articles::save(change, article));
        auto saved = TRY(Articles(change.connection()).by_number(number));
        TRY(tell(change, who, "article.added", saved));
        if (saved.status != Status::draft)
            TRY(tell(change, who, act_of(Status::draft, saved.status), saved));
        return saved;
    };
    auto const saved = TRY(change(call, save));
    return answer_with(call, 201, saved.id);
}

// A client names the version it changed; where that is not the newest, nothing is overwritten.
Result<bool> is_newest(Article const& article, Fields const& fields)
{
    auto const version = TRY(fields.time("updated_at"));
    if (!version)
        return invalid("updated_at: the time of the version that was changed is needed");
    return *version == article.updated_at;
}

Result<http::Response> edit(Call const& call, Integration const& who)
{
    auto const sent = record_in_body(call, call.part(0));
    if (auto const* refusal = std::get_if<Refusal>(&sent))
        return call.refuse(*refusal);
    auto const& fields = std::get<json::object>(sent);
    // Returns whether it was saved: false where somebody else was first.
    auto save = [&](Change& change) -> Result<bool> {
        auto const former = TRY(checked(call, Articles(change.connection()).by_id(call.part(1))));
        if (!TRY(is_newest(former, Fields(fields))))
            return false;
        auto const settings = TRY(newsroom::load_settings(change.connection()));
        auto article = TRY(with_fields(change, settings, former, fields, takes_html(call)));
        if (article == former)
            return true;
        article.updated_at = std::max(call.services.clock.now(), former.updated_at + 1);
        TRY(Articles::save(change, article));
        if (former.status == Status::published && article.status != Status::published)
            TRY(workflow::Previews::end_all(change, article.number));
        TRY(tell(change, who, act_of(former.status, article.status), article));
        return true;
    };
    if (!TRY(change(call, save)))
        return call.refuse({409, "UpdateCollisionError", "Saving failed! Someone else is editing this post.",
            "it has been changed since the version that updated_at names: read it again",
            "UPDATE_COLLISION"});
    return answer_with(call, 200, call.part(1));
}

Result<http::Response> remove(Call const& call, Integration const& who)
{
    auto take_away = [&](Change& change) -> Result<void> {
        auto const article = TRY(checked(call, Articles(change.connection()).by_id(call.part(1))));
        auto const removal = TRY(Articles::remove(change, article.number));
        TRY(workflow::Previews::end_all(change, article.number));
        return tell(change, who,
            removal == Articles::Removal::deleted ? "article.deleted" : "article.withdrawn", article);
    };
    TRY(change(call, take_away));
    return answer_nothing();
}

constexpr AdminRoute routes[] = {
    {Method::get, "posts", browse},
    {Method::post, "posts", add},
    {Method::get, "posts/{}", read},
    {Method::get, "posts/slug/{}", read_by_slug},
    {Method::put, "posts/{}", edit},
    {Method::delete_, "posts/{}", remove},
    {Method::get, "pages", browse},
    {Method::post, "pages", add},
    {Method::get, "pages/{}", read},
    {Method::get, "pages/slug/{}", read_by_slug},
    {Method::put, "pages/{}", edit},
    {Method::delete_, "pages/{}", remove},
};

} // namespace

std::span<AdminRoute const> post_routes()
{
    return routes;
}

} // namespace broadsheet::api
