#include "newsroom/happenings.h"

#include "db/jobs.h"
#include "text/dates.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

namespace json = boost::json;

// Jobs with a key that wait already are not added again.
Result<void> tell(Change& change, std::string_view event, std::string_view id, json::object const& previous,
    bool is_merged = false)
{
    if (change.is_silent())
        return {};
    std::vector<std::string> webhooks;
    auto rows = TRY(change.connection().query("SELECT id FROM webhooks WHERE event = $1", {event}));
    while (TRY(rows.next()))
        webhooks.push_back(rows.string(0));
    for (auto const& webhook : webhooks) {
        json::object const payload{
            {"webhook", webhook}, {"event", event}, {"id", id}, {"previous", previous}};
        TRY(db::JobQueue(change.connection(), change.clock(), change.random())
                .add(webhook_job, json::serialize(payload), 0, is_merged ? webhook : ""));
    }
    return {};
}

json::value time_or_null(std::optional<UtcMillis> time)
{
    return time ? json::value(text::format_rfc3339_millis(*time)) : json::value(nullptr);
}

std::string_view status_name(Article const& article)
{
    return article.status == Status::withdrawn ? "draft" : name_of(article.status);
}

json::object facts_of(Article const& article)
{
    return {{"id", article.id}, {"title", article.title}, {"slug", article.slug},
        {"status", status_name(article)}, {"published_at", time_or_null(article.published_at)},
        {"updated_at", text::format_rfc3339_millis(article.updated_at)}};
}

json::object facts_of(Tag const& tag)
{
    return {{"id", tag.id}, {"name", tag.text.name}, {"slug", tag.slug}};
}

// Returns the former values of what is otherwise now.
json::object differences(json::object const& former, json::object const& now)
{
    json::object changed;
    for (auto const& [key, value] : former)
        if (now.at(key) != value)
            changed[key] = value;
    return changed;
}

std::string_view resource_of(ArticleKind kind)
{
    return kind == ArticleKind::page ? "page" : "post";
}

// Returns the event that the change of status is ("published"); "" for none.
std::string_view turn_of(Article const& former, Article const& article)
{
    auto const was = former.status;
    auto const is = article.status;
    if (is == Status::published)
        return was == Status::published ? "published.edited" : "published";
    if (was == Status::published)
        return "unpublished";
    if (is == Status::scheduled)
        return was != Status::scheduled                   ? "scheduled"
            : former.published_at != article.published_at ? "rescheduled"
                                                          : "";
    return was == Status::scheduled ? "unscheduled" : "";
}

} // namespace

Result<void> tell_saved(Change& change, Article const& former, Article const& article)
{
    bool const is_new = former.id.empty();
    if (!is_new && former.kind != article.kind) {
        TRY(tell_removed(change, former));
        return tell_saved(change, Article(), article);
    }
    auto const resource = resource_of(article.kind);
    auto const previous = is_new ? json::object() : differences(facts_of(former), facts_of(article));
    auto const tell_of = [&](std::string_view what) {
        return tell(change, fmt::format("{}.{}", resource, what), article.id, previous);
    };
    TRY(tell_of(is_new ? "added" : "edited"));
    if (auto const turn = turn_of(former, article); !turn.empty())
        TRY(tell_of(turn));
    return {};
}

Result<void> tell_removed(Change& change, Article const& article)
{
    return tell(change, fmt::format("{}.deleted", resource_of(article.kind)), article.id, facts_of(article));
}

Result<void> tell_published(Change& change, ArticleKind kind, std::string_view id)
{
    for (auto const* what : {"edited", "published"})
        TRY(tell(change, fmt::format("{}.{}", resource_of(kind), what), id, {{"status", "scheduled"}}));
    return {};
}

Result<void> tell_saved(Change& change, Tag const& former, Tag const& tag)
{
    if (former.id.empty())
        return tell(change, "tag.added", tag.id, {});
    return tell(change, "tag.edited", tag.id, differences(facts_of(former), facts_of(tag)));
}

Result<void> tell_removed(Change& change, Tag const& tag)
{
    return tell(change, "tag.deleted", tag.id, facts_of(tag));
}

Result<void> tell_site_changed(Change& change)
{
    return tell(change, "site.changed", "", {}, true);
}

} // namespace broadsheet::newsroom
