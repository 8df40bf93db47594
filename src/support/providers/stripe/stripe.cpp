#include "base/ascii.h"
#include "base/id.h"
#include "support/pledges.h"
#include "support/provider_kind.h"
#include "support/providers/stripe/stripe_events.h"
#include "support/providers/stripe/stripe_facts.h"
#include "support/providers/stripe/stripe_signature.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

namespace json = boost::json;

constexpr std::string_view own_name = "stripe";
// Of three-digit currencies, those Stripe does not take.
constexpr std::string_view not_taken[] = {"IQD", "LYD", "IRR", "KPW", "SYP", "CUP"};

// Card and wallet payments on Stripe's own pages (Checkout). https://docs.stripe.com/payments/checkout
class Stripe final : public Provider {
public:
    Stripe(ProviderTools const& tools, ProviderValues const& values)
        : tools_(tools)
        , api_(tools.client, values.find("api_address")->second, values.find("secret_key")->second)
        , webhook_secrets_(values.find("webhook_secret")->second)
        , checkout_address_(values.find("checkout_address")->second)
        , portal_address_(values.find("portal_address")->second)
        , is_live_(values.find("secret_key")->second.find("_live_") != std::string::npos)
    {
    }

    std::string_view name() const override { return own_name; }
    bool is_live() const override { return is_live_; }
    bool takes(Frequency, Currency const& currency) const override
    {
        return std::find(std::begin(not_taken), std::end(not_taken), currency.code) == std::end(not_taken);
    }
    // Bank debits take up to two weeks.
    Day open_days() const override { return 15; }
    std::vector<std::string> origins() const override { return {checkout_address_, portal_address_}; }

    Result<Start> start(db::Connection&, Pledge const& pledge, WayBack const& way) override
    {
        // The idempotency key says nothing after a day: a session that is known is asked for instead.
        auto const session = pledge.reference.empty()
            ? TRY(make_session(pledge, way))
            : TRY(api_.get("/v1/checkout/sessions/" + pledge.reference));
        auto start = Start{string_at(session, "/id"), string_at(session, "/url")};
        // A bank debit takes days, and its session has no page any more.
        if (!pledge.reference.empty() && string_at(session, "/status") == "complete")
            return Start{pledge.reference, ""};
        if (start.reference.empty() || !start.address.starts_with(checkout_address_ + "/"))
            return Error{ErrorCode::unavailable, "Stripe gave no page to pay on: this payment is over"};
        return start;
    }

    Result<Account> look(db::Connection& connection, Pledge const& pledge) override
    {
        if (pledge.reference.empty())
            return Account();
        stripe::Refunded refunded;
        for (auto const& entry : TRY(Ledger(connection).of(pledge)))
            if (entry.kind == Kind::refund)
                refunded.insert(entry.payment);
        auto const session = TRY(api_.get("/v1/checkout/sessions/" + pledge.reference));
        return stripe::read_account(api_, pledge, session, refunded);
    }

    // What reconciliation needs: a restricted key may lack it.
    Result<void> check() override
    {
        TRY(api_.get("/v1/events", {{"limit", "1"}}));
        return {};
    }

    Result<std::optional<Event>> read_event(http::Request const& request) const override
    {
        TRY(stripe::check_signature(request.header("Stripe-Signature").value_or(""), request.body,
            webhook_secrets_, tools_.clock.now()));
        auto const event = TRY(parse_json(request.body));
        return stripe::gist_of(event, is_live_);
    }

    Result<std::vector<Event>> events_between(UtcMillis since, std::optional<UtcMillis> until) override
    {
        FormFields parameters;
        if (since > 0)
            parameters.emplace_back("created[gte]", fmt::format("{}", since / 1'000));
        if (until)
            parameters.emplace_back("created[lte]", fmt::format("{}", *until / 1'000));
        for (auto const type : stripe::event_types())
            parameters.emplace_back("types[]", type);
        std::vector<Event> events;
        TRY(api_.for_each("/v1/events", parameters, [&](json::value const& event) -> Result<void> {
            if (auto gist = stripe::gist_of(event, is_live_))
                events.push_back(std::move(*gist));
            return {};
        }));
        return events;
    }

    Result<std::optional<Pledge>> pledge_of(db::Connection& connection, Event const& event) override
    {
        auto const about = TRY(stripe::read_gist(event.content));
        Pledges const pledges(connection, tools_.clock, tools_.random);
        auto found = about.pledge.empty() ? find_by_payment(connection, pledges, about.payment_intent)
                                          : pledges.find(about.pledge);
        if (!found.ok() && found.error().code == ErrorCode::not_found)
            return std::optional<Pledge>();
        auto pledge = TRY(std::move(found));
        if (pledge.provider != own_name)
            return std::optional<Pledge>();
        // We may have died between Stripe's answer and writing it down.
        if (pledge.reference.empty())
            pledge.reference = about.session;
        return std::optional(std::move(pledge));
    }

    Result<void> change(db::Connection&, Pledge const& pledge, std::int64_t amount) override
    {
        auto const id = TRY(subscription_of(pledge));
        auto const units = TRY(stripe::to_stripe(amount, pledge.currency));
        auto const subscription = TRY(api_.get("/v1/subscriptions/" + id));
        auto const price = [&](char const* what) {
            return string_at(subscription, fmt::format("/items/data/0/price/{}", what));
        };
        TRY(api_.post("/v1/subscriptions/" + id,
            {{"items[0][id]", string_at(subscription, "/items/data/0/id")},
                {"items[0][price_data][currency]", price("currency")},
                {"items[0][price_data][product]", price("product")},
                {"items[0][price_data][recurring][interval]", price("recurring/interval")},
                {"items[0][price_data][unit_amount]", fmt::format("{}", units)},
                {"proration_behavior", "none"}}));
        return {};
    }

    Result<void> cancel(db::Connection&, Pledge const& pledge) override
    {
        auto const id = TRY(subscription_of(pledge));
        auto const ended = api_.remove("/v1/subscriptions/" + id);
        if (!ended.ok() && ended.error().code != ErrorCode::not_found)
            return ended.error();
        return {};
    }

    // https://docs.stripe.com/api/customer_portal/sessions
    bool has_card_page() const override { return true; }
    Result<std::string> card_page(Pledge const& pledge, std::string_view way_back) override
    {
        auto const session = TRY(api_.get("/v1/checkout/sessions/" + pledge.reference));
        auto const portal = TRY(api_.post("/v1/billing_portal/sessions",
            {{"customer", string_at(session, "/customer")}, {"return_url", std::string(way_back)}}));
        auto address = string_at(portal, "/url");
        if (!address.starts_with(portal_address_ + "/"))
            return Error{ErrorCode::unavailable, "Stripe gave no page to change the card on"};
        return address;
    }

private:
    Result<json::value> make_session(Pledge const& pledge, WayBack const& way) const
    {
        auto const units = TRY(stripe::to_stripe(pledge.amount, pledge.currency));
        bool const is_once = !pledge.is_recurring();
        std::string currency(pledge.currency.code);
        std::ranges::transform(currency, currency.begin(), [](char c) { return to_lower(c); });
        FormFields parameters{{"mode", is_once ? "payment" : "subscription"},
            {"line_items[0][quantity]", "1"}, {"line_items[0][price_data][currency]", currency},
            {"line_items[0][price_data][unit_amount]", fmt::format("{}", units)},
            {"line_items[0][price_data][product_data][name]", "Contribution"},
            {"client_reference_id", pledge.id}, {"metadata[pledge]", pledge.id}, {"success_url", way.thanks},
            {"cancel_url", way.again}};
        if (is_once) {
            parameters.emplace_back("submit_type", "donate");
            parameters.emplace_back("payment_intent_data[metadata][pledge]", pledge.id);
        } else {
            parameters.emplace_back("line_items[0][price_data][recurring][interval]",
                pledge.frequency == Frequency::monthly ? "month" : "year");
            parameters.emplace_back("subscription_data[metadata][pledge]", pledge.id);
        }
        return api_.post("/v1/checkout/sessions", parameters, uuid_of("pledge:" + pledge.id));
    }

    static Result<Pledge> find_by_payment(
        db::Connection& connection, Pledges const& pledges, std::string const& intent)
    {
        auto const number = TRY(Ledger(connection).pledge_of_payment(own_name, intent));
        if (!number)
            return not_found("no payment of ours");
        return pledges.find_number(*number);
    }

    Result<std::string> subscription_of(Pledge const& pledge) const
    {
        auto const session = TRY(api_.get("/v1/checkout/sessions/" + pledge.reference));
        auto id = string_at(session, "/subscription");
        if (id.empty())
            return Error{ErrorCode::conflict, "This contribution has not begun yet."};
        return id;
    }

    ProviderTools tools_;
    stripe::Api api_;
    std::string webhook_secrets_;
    std::string checkout_address_;
    std::string portal_address_;
    bool is_live_;
};

constexpr ProviderField fields[] = {{"secret_key", "Secret key (sk_live_… or sk_test_…)", true},
    {"webhook_secret", "Signing secret of the webhook (whsec_…); while it is replaced, both with a space",
        true},
    {"api_address", "Address of the API", false, "https://api.stripe.com"},
    {"checkout_address", "Where its pages are", false, "https://checkout.stripe.com"},
    {"portal_address", "Where supporters change their card", false, "https://billing.stripe.com"}};

bool is_address(std::string_view text)
{
    return (text.starts_with("https://") || text.starts_with("http://127.0.0.1:")) && !text.ends_with('/');
}

Result<std::unique_ptr<Provider>> make(ProviderTools const& tools, ProviderValues const& values)
{
    if (!values.find("secret_key")->second.starts_with("sk_")
        && !values.find("secret_key")->second.starts_with("rk_"))
        return invalid("secret_key: Stripe's secret keys begin with sk_ or rk_");
    if (!values.find("webhook_secret")->second.starts_with("whsec_"))
        return invalid("webhook_secret: Stripe's signing secrets begin with whsec_");
    for (auto const* name : {"api_address", "checkout_address", "portal_address"})
        if (!is_address(values.find(name)->second))
            return invalid(fmt::format(
                "{}: an https:// address (or http://127.0.0.1:PORT) without a slash at its end", name));
    return std::unique_ptr<Provider>(std::make_unique<Stripe>(tools, values));
}

} // namespace

extern ProviderKind const stripe_kind;
ProviderKind const stripe_kind{own_name, "Card", "Stripe", fields, make};

} // namespace broadsheet::support
