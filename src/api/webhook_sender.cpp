#include "api/webhook_sender.h"

#include "api/resources.h"
#include "base/encoding.h"
#include "db/transaction.h"
#include "exchange/json_fields.h"
#include "newsroom/articles.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

constexpr std::size_t deepest_payload = 8;
constexpr std::chrono::milliseconds timeout{10'000};
constexpr std::size_t most_answer_bytes = 64 * 1024; // nobody reads it
constexpr int gone = 410;

std::string text_in(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Returns the record as it is now, or an empty object if it is gone.
Result<json::object> current_record(
    site::EditionReader const& reader, std::string_view resource, std::string_view id)
{
    Options const options;
    View const view{reader.catalogue(), options, Audience::newsroom};
    if (resource == "tag") {
        auto const tags = TRY(newsroom::Tags(reader.snapshot().connection()).all());
        auto const found = std::ranges::find(tags, id, &newsroom::Tag::id);
        return found == tags.end() ? json::object() : tag_object(view, *found);
    }
    auto const article = newsroom::Articles(reader.snapshot().connection()).by_id(id);
    if (!article.ok() && article.error().code != ErrorCode::not_found)
        return article.error();
    return article.ok() ? post_object(view, *article) : json::object();
}

http::Header signature(std::string_view secret, std::string_view body, UtcMillis now)
{
    auto const signed_text = fmt::format("{}{}", body, now);
    return {
        "X-Ghost-Signature", fmt::format("sha256={}, t={}", to_hex(hmac_sha256(secret, signed_text)), now)};
}

Result<void> outcome(Result<http::ClientResponse> const& answer)
{
    if (!answer.ok())
        return answer.error();
    if (answer->is_success())
        return {};
    return Error{ErrorCode::unavailable, fmt::format("the receiver answered {}", answer->status)};
}

} // namespace

Result<std::string> WebhookSender::body_for(std::string_view event, std::string_view payload) const
{
    auto const resource = event.substr(0, event.find('.'));
    if (resource == "site")
        return std::string("{}");
    auto const facts = TRY(exchange::parse_json_object(payload, deepest_payload, {}));
    auto const reader = TRY(site_.read());
    bool const is_deleted = event.ends_with(".deleted");
    auto current = is_deleted ? json::object() : TRY(current_record(reader, resource, text_in(facts, "id")));
    auto const* previous = facts.if_contains("previous");
    return json::serialize(json::object{{resource,
        json::object{{"current", std::move(current)}, {"previous", previous ? *previous : json::object()}}}});
}

Result<http::ClientResponse> WebhookSender::post(newsroom::Webhook const& webhook, std::string body) const
{
    http::ClientRequest request{http::Method::post, webhook.target_url,
        {{"Content-Type", "application/json"}, {"Content-Version", "v5.0"}, {"User-Agent", "Broadsheet"}}};
    if (!webhook.secret.empty())
        request.headers.push_back(signature(webhook.secret, body, clock_.now()));
    request.body = std::move(body);
    request.reach = http::Reach::public_only;
    request.timeout = timeout;
    request.most_answer_bytes = most_answer_bytes;
    return client_.send(request);
}

Result<void> WebhookSender::send(db::Connection& connection, db::Job const& job) const
{
    newsroom::Webhooks webhooks(connection, clock_, random_);
    auto const facts = TRY(exchange::parse_json_object(job.payload, deepest_payload, {}));
    auto const webhook = webhooks.by_id(text_in(facts, "webhook"));
    if (!webhook.ok())
        return webhook.error().code == ErrorCode::not_found ? Result<void>() : webhook.error();
    auto const answer = post(*webhook, TRY(body_for(text_in(facts, "event"), job.payload)));
    auto const result = outcome(answer);
    auto note = [&]() -> Result<void> {
        if (answer.ok() && answer->status == gone)
            return webhooks.remove(webhook->id);
        return webhooks.note_sent(webhook->id, answer.ok() ? std::to_string(answer->status) : "",
            result.ok() ? "" : result.error().message);
    };
    TRY(db::transaction(connection, db::Access::write, note));
    return answer.ok() && answer->status == gone ? Result<void>() : result;
}

} // namespace broadsheet::api
