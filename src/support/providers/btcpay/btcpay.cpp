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
    // An address stays payable after its invoice has expired, and the webhook may get lost.
    Day late_days() const override { return 14; }
    bool tells_refunds() const override { return false; }
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
        if (status == "New" || status == "Processing")
            return account;
        bool has_income = false;
        bool is_counted_as_a_sum = false; // as entries were before payments had names of their own
        for (auto const& entry : TRY(Ledger(connection).of(pledge))) {
            has_income = has_income || entry.is_income();
            is_counted_as_a_sum = is_counted_as_a_sum || entry.key.starts_with(pledge.reference + ":");
        }
        if (!is_counted_as_a_sum)
            account.facts = TRY(settled_payments(pledge, invoice));
        account.status = has_income || !account.facts.empty() ? Status::paid : Status::expired;
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

    // What is given for good: too little, too much and too late count as well. Each payment is a fact of its
    // own, so that it is counted once, whoever looks at the same time.
    Result<std::vector<Fact>> settled_payments(Pledge const& pledge, json::value const& invoice) const
    {
        auto const more = string_at(invoice, "/additionalStatus");
        bool const is_settled = string_at(invoice, "/status") == "Settled";
        bool const is_marked = more == "Marked"; // by hand
        if (is_marked && !is_settled)
            return std::vector<Fact>();
        std::vector<Fact> facts;
        auto const methods = TRY(get(fmt::format("/{}/payment-methods", pledge.reference)));
        if (auto const* list = methods.if_array())
            for (auto const& method : *list)
                TRY(read_payments(facts, pledge, method, is_marked));
        if (is_settled && facts.empty()) {
            if (!is_marked)
                return Error{ErrorCode::unavailable, "BTCPay tells of a settled invoice and of no payment"};
            facts.push_back(payment_fact(pledge, "marked", day_of(tools_.clock.now())));
        }
        // What the invoice asked for, rather than what the coins came to by its rate.
        bool const is_exact = more != "PaidOver" && more != "PaidLate" && more != "PaidPartial";
        if (is_settled && is_exact && facts.size() == 1)
            facts.front().moved
                = TRY(minor_from_decimal(string_at(invoice, "/amount"), pledge.currency.exponent));
        return facts;
    }

    static Fact payment_fact(Pledge const& pledge, std::string_view id, Day day)
    {
        Fact fact{Kind::payment, fmt::format("{}/{}", pledge.reference, id), pledge.currency};
        fact.payment = fact.key;
        fact.day = day;
        return fact;
    }

    // One coin's payments, at the invoice's rate.
    // https://docs.btcpayserver.org/API/Greenfield/v1/#operation/Invoices_GetInvoicePaymentMethods
    Result<void> read_payments(
        std::vector<Fact>& facts, Pledge const& pledge, json::value const& method, bool takes_unsettled) const
    {
        auto const* payments = array_at(method, "/payments");
        if (payments == nullptr)
            return {};
        for (auto const& payment : *payments) {
            auto const status = string_at(payment, "/status");
            auto const id = string_at(payment, "/id");
            if (id.empty() || (status != "Settled" && !(takes_unsettled && status == "Processing")))
                continue;
            auto const received = integer_at(payment, "/receivedDate") * 1'000;
            auto fact = payment_fact(pledge, id, day_of(received > 0 ? received : tools_.clock.now()));
            auto const moved = minor_of_product(
                string_at(payment, "/value"), string_at(method, "/rate"), pledge.currency.exponent);
            if (!moved.ok())
                return Error{ErrorCode::unavailable, "BTCPay tells of a sum that cannot be"};
            fact.moved = *moved;
            if (fact.moved > 0)
                facts.push_back(std::move(fact));
        }
        return {};
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
        return invalid("address: an https:// address (or http://127.0.0.1:PORT) without a slash at its end");
    for (auto const* name : {"store", "api_key", "webhook_secret"})
        if (values.find(name)->second.empty())
            return invalid(fmt::format("{}: it is missing", name));
    return std::unique_ptr<Provider>(std::make_unique<BtcPay>(tools, values));
}

} // namespace

extern ProviderKind const btcpay_kind;
ProviderKind const btcpay_kind{own_name, "Bitcoin", "BTCPay Server", fields, make};

} // namespace broadsheet::support
