#include "support/providers/stripe/stripe_events.h"

#include "support/json.h"

#include <algorithm>

namespace broadsheet::support::stripe {

namespace {

namespace json = boost::json;

constexpr std::string_view types[] = {"checkout.session.completed",
    "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired", "invoice.paid", "invoice.payment_failed", "customer.subscription.updated",
    "customer.subscription.deleted", "charge.refunded", "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"};

// An id, whether the object stands there whole or by its id alone.
std::string id_at(json::value const& object, std::string const& pointer)
{
    auto id = string_at(object, pointer);
    return id.empty() ? string_at(object, pointer + "/id") : id;
}

std::string pledge_in(json::value const& object)
{
    for (auto const* pointer : {"/metadata/pledge", "/client_reference_id",
             "/parent/subscription_details/metadata/pledge", "/subscription_details/metadata/pledge"})
        if (auto pledge = string_at(object, pointer); !pledge.empty())
            return pledge;
    return "";
}

} // namespace

std::span<std::string_view const> event_types()
{
    return types;
}

std::optional<Event> gist_of(json::value const& event, bool is_live)
{
    auto const id = string_at(event, "/id");
    auto const type = string_at(event, "/type");
    auto const* object = value_at(event, "/data/object");
    if (id.empty() || object == nullptr || is_true_at(event, "/livemode") != is_live
        || std::ranges::find(types, type) == std::end(types))
        return std::nullopt;
    auto const pledge = pledge_in(*object);
    auto const intent = id_at(*object, "/payment_intent");
    if (pledge.empty() && intent.empty())
        return std::nullopt;
    auto const created = integer_at(event, "/created");
    json::object const gist{{"id", id}, {"type", type}, {"created", created}, {"pledge", pledge},
        {"object", string_at(*object, "/id")}, {"payment_intent", intent}};
    return Event{id, json::serialize(gist), created * 1'000};
}

Result<About> read_gist(std::string_view content)
{
    auto const gist = TRY(parse_json(content));
    About about{string_at(gist, "/pledge"), "", string_at(gist, "/payment_intent")};
    if (string_at(gist, "/type").starts_with("checkout.session."))
        about.session = string_at(gist, "/object");
    return about;
}

} // namespace broadsheet::support::stripe
