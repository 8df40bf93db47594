#include "base/encoding.h"
#include "support/pledges.h"
#include "support/provider_api.h"
#include "support/provider_kind.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

namespace json = boost::json;

constexpr std::string_view own_name = "btcpay";

std::string quoted(std::string const& text)
{
    return json::serialize(json::value(text));
}

// Bitcoin on the newspaper's own BTCPay Server, once only.
// https://docs.btcpayserver.org/API/Greenfield/v1/
class BtcPay final : public Provider {
public:
    BtcPay(ProviderTools const& tools, ProviderValues const& values)
        : tools_(tools)
        , address_(values.find("address")->second)
        , store_(values.find("store")->second)
        , key_(values.find("api_key")->second)
        , webhook_secret_(values.find("webhook_secret")->second)
    {
    }

    std::string_view name() const override { return own_name; }
    bool takes(Frequency frequency, Currency const&) const override { return frequency == Frequency::once; }
    std::vector<std::string> origins() const override { return {address_}; }

    Result<Start> start(db::Connection&, Pledge const& pledge, WayBack const& way) override
    {
        auto const invoice
            = pledge.reference.empty() ? TRY(find_or_make(pledge, way)) : TRY(get("/" + pledge.reference));
        auto start = Start{string_at(invoice, "/id"), string_at(invoice, "/checkoutLink")};
        if (start.reference.empty() || !start.address.starts_with(address_ + "/"))
            return Error{ErrorCode::unavailable, "BTCPay gave no page to pay on"};
        return start;
    }

    Result<Account> look(db::Connection& connection, Pledge const& pledge) override
    {
        Account account;
        if (pledge.reference.empty())
            return account;
        auto const invoice = TRY(get("/" + pledge.reference));
        if (string_at(invoice, "/metadata/orderId") != pledge.id)
            return Error{ErrorCode::unavailable, "BTCPay tells of another contribution's invoice"};
        auto const status = string_at(invoice, "/status");
        if (status == "Expired" || status == "Invalid")
            account.status = Status::expired;
        auto const paid = TRY(paid_in_all(pledge, invoice));
        if (paid > 0)
            account.status = Status::paid;
        // More may come after the end, so that each look counts what is new since the last.
        std::int64_t counted = 0;
        for (auto const& entry : TRY(Ledger(connection).of(pledge)))
            counted += entry.moved;
        if (paid > counted) {
            Fact fact{Kind::payment, fmt::format("{}:{}", pledge.reference, paid), pledge.currency};
            fact.moved = paid - counted;
            fact.payment = pledge.reference;
            fact.day = day_of(tools_.clock.now());
            account.facts.push_back(std::move(fact));
        }
        return account;
    }

    Result<void> check() override
    {
        TRY(get("?take=1"));
        return {};
    }

    // The signature has no time: an old event sent again only makes us look again.
    Result<std::optional<Event>> read_event(http::Request const& request) const override
    {
        auto const signature = request.header("BTCPay-Sig").value_or("");
        auto const expected = "sha256=" + to_hex(hmac_sha256(webhook_secret_, request.body));
        if (!equals_in_constant_time(signature, expected))
            return forbidden("the webhook's signature is wrong: is the secret in the newsroom's settings "
                             "that of this webhook?");
        auto const event = TRY(parse_json(request.body));
        auto delivery = string_at(event, "/originalDeliveryId");
        if (delivery.empty())
            delivery = string_at(event, "/deliveryId");
        auto const invoice = string_at(event, "/invoiceId");
        if (delivery.empty() || invoice.empty() || string_at(event, "/storeId") != store_)
            return std::optional<Event>();
        json::object const gist{{"invoice", invoice}, {"pledge", string_at(event, "/metadata/orderId")},
            {"type", string_at(event, "/type")}};
        return std::optional(Event{delivery, json::serialize(gist), integer_at(event, "/timestamp") * 1'000});
    }

    Result<std::optional<Pledge>> pledge_of(db::Connection& connection, Event const& event) override
    {
        auto const gist = TRY(parse_json(event.content));
        Pledges const pledges(connection, tools_.clock, tools_.random);
        auto found = pledges.find_reference(own_name, string_at(gist, "/invoice"));
        // We may have died between BTCPay's answer and writing it down.
        if (!found.ok() && found.error().code == ErrorCode::not_found)
            found = pledges.find(string_at(gist, "/pledge"));
        if (!found.ok() && found.error().code == ErrorCode::not_found)
            return std::optional<Pledge>();
        auto pledge = TRY(std::move(found));
        if (pledge.provider != own_name)
            return std::optional<Pledge>();
        if (pledge.reference.empty())
            pledge.reference = string_at(gist, "/invoice");
        return std::optional(std::move(pledge));
    }

    bool can_change() const override { return false; }
    Result<void> change(db::Connection&, Pledge const&, std::int64_t) override
    {
        return invalid("This contribution cannot be changed.");
    }
    Result<void> cancel(db::Connection&, Pledge const&) override { return {}; }

private:
    Result<json::value> send(http::ClientRequest request) const
    {
        request.url = fmt::format("{}/api/v1/stores/{}/invoices{}", address_, store_, request.url);
        request.headers.push_back({"Authorization", "token " + key_});
        return ask_provider(tools_.client, "BTCPay", request);
    }

    Result<json::value> get(std::string path) const
    {
        http::ClientRequest request;
        request.url = std::move(path);
        return send(std::move(request));
    }

    // BTCPay has no idempotency keys: an invoice made before we died is found by our id.
    Result<json::value> find_or_make(Pledge const& pledge, WayBack const& way) const
    {
        auto const made = TRY(get("?orderId=" + pledge.id));
        if (auto const* list = made.if_array(); list != nullptr && !list->empty())
            return list->front();
        http::ClientRequest request;
        request.method = http::Method::post;
        request.headers.push_back({"Content-Type", "application/json"});
        request.body = fmt::format(
            R"({{"amount":"{}","currency":"{}","metadata":{{"orderId":"{}"}},"checkout":{{"redirectURL":{}}}}})",
            plain_amount(pledge.amount, pledge.currency), pledge.currency.code, pledge.id,
            quoted(way.thanks));
        return send(std::move(request));
    }

    // What is given for good, in minor units: too little or too late counts as well.
    Result<std::int64_t> paid_in_all(Pledge const& pledge, json::value const& invoice) const
    {
        auto const status = string_at(invoice, "/status");
        auto const more = string_at(invoice, "/additionalStatus");
        bool const is_exact = more != "PaidOver" && more != "PaidLate" && more != "PaidPartial";
        if (status == "Settled" && is_exact)
            return minor_from_decimal(string_at(invoice, "/amount"), pledge.currency.exponent);
        if (status == "Settled" || (status == "Expired" && !is_exact))
            return really_paid(pledge);
        return std::int64_t{0};
    }

    // What came in, in the invoice's currency: each coin's sum at the invoice's rate.
    Result<std::int64_t> really_paid(Pledge const& pledge) const
    {
        auto const methods = TRY(get(fmt::format("/{}/payment-methods", pledge.reference)));
        double paid = 0;
        if (auto const* list = methods.if_array())
            for (auto const& method : *list)
                paid += std::strtod(string_at(method, "/paymentMethodPaid").c_str(), nullptr)
                    * std::strtod(string_at(method, "/rate").c_str(), nullptr);
        auto const minor = paid * static_cast<double>(pledge.currency.minor_units());
        if (!(minor >= 0 && minor < static_cast<double>(most_minor_units)))
            return Error{ErrorCode::unavailable, "BTCPay tells of a sum that cannot be"};
        return static_cast<std::int64_t>(minor + 0.5);
    }

    ProviderTools tools_;
    std::string address_;
    std::string store_;
    std::string key_;
    std::string webhook_secret_;
};

constexpr ProviderField fields[] = {{"address", "Address of your BTCPay Server (https://…)"},
    {"store", "Store id"}, {"api_key", "API key", true}, {"webhook_secret", "Secret of the webhook", true}};

Result<std::unique_ptr<Provider>> make(ProviderTools const& tools, ProviderValues const& values)
{
    auto const& address = values.find("address")->second;
    bool const is_address = address.starts_with("https://") || address.starts_with("http://127.0.0.1:")
        || (address.starts_with("http://") && address.find(".onion") != std::string::npos);
    if (!is_address || address.ends_with('/'))
        return invalid("address: an https:// address without a slash at its end");
    for (auto const* name : {"store", "api_key", "webhook_secret"})
        if (values.find(name)->second.empty())
            return invalid(fmt::format("{}: it is missing", name));
    return std::unique_ptr<Provider>(std::make_unique<BtcPay>(tools, values));
}

} // namespace

extern ProviderKind const btcpay_kind;
ProviderKind const btcpay_kind{own_name, "Bitcoin", "BTCPay Server", fields, make};

} // namespace broadsheet::support
