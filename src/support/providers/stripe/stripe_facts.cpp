#include "support/providers/stripe/stripe_facts.h"

#include <fmt/format.h>

namespace broadsheet::support::stripe {

namespace {

namespace json = boost::json;

constexpr std::int64_t seconds_a_day = 24 * 60 * 60;

// Those that ISO 4217 and Stripe count differently: MGA has no cents at Stripe, ISK and UGX have (always 00).
int stripe_digits(Currency const& currency)
{
    if (currency.code == "MGA")
        return 0;
    return currency.code == "ISK" || currency.code == "UGX" ? 2 : currency.exponent;
}

Day day_at(json::value const& object, std::string_view pointer)
{
    return integer_at(object, pointer) / seconds_a_day;
}

// What one pledge's account is read into.
class Reader {
public:
    Reader(Api const& api, Pledge const& pledge, Refunded const& refunded)
        : api_(api)
        , pledge_(pledge)
        , refunded_(refunded)
    {
    }

    Result<Account> once(json::value const& session)
    {
        auto const intent = string_at(session, "/payment_intent");
        if (string_at(session, "/status") == "expired")
            account_.status = Status::expired;
        if (!intent.empty())
            TRY(read_charges({{"payment_intent", intent}}));
        return std::move(account_);
    }

    Result<Account> recurring(json::value const& session)
    {
        auto const id = string_at(session, "/subscription");
        if (id.empty()) {
            if (string_at(session, "/status") == "expired")
                account_.status = Status::expired;
            return std::move(account_);
        }
        auto const subscription = TRY(api_.get("/v1/subscriptions/" + id));
        TRY(read_subscription(subscription));
        TRY(api_.for_each("/v1/invoices", {{"subscription", id}, {"expand[]", "data.payments"}},
            [&](json::value const& invoice) { return read_invoice(invoice); }));
        if (auto const customer = string_at(subscription, "/customer");
            !intents_.empty() && !customer.empty())
            TRY(read_charges({{"customer", customer}}));
        return std::move(account_);
    }

private:
    Result<void> add(Kind kind, std::string key, std::int64_t amount, std::string payment, Day day)
    {
        Fact fact{kind, std::move(key), pledge_.currency};
        fact.moved = TRY(from_stripe(amount < 0 ? -amount : amount, pledge_.currency));
        if (amount < 0)
            fact.moved = -fact.moved;
        fact.payment = std::move(payment);
        fact.day = day;
        account_.facts.push_back(std::move(fact));
        return {};
    }

    Result<void> read_subscription(json::value const& subscription)
    {
        auto const status = string_at(subscription, "/status");
        if (status == "active" || status == "trialing" || status == "paused")
            account_.status = Status::active;
        else if (status == "past_due" || status == "unpaid")
            account_.status = Status::failing;
        else if (status == "canceled")
            account_.status = Status::cancelled;
        else if (status == "incomplete_expired")
            account_.status = Status::expired;
        if (account_.status == Status::active && is_true_at(subscription, "/cancel_at_period_end"))
            account_.status = Status::cancelled;
        account_.amount
            = TRY(from_stripe(integer_at(subscription, "/items/data/0/price/unit_amount"), pledge_.currency));
        if (account_.status == Status::active || account_.status == Status::failing)
            account_.due = day_at(subscription, "/items/data/0/current_period_end");
        auto const ended = integer_at(subscription, "/canceled_at");
        if (status == "canceled")
            TRY(add(Kind::cancellation, fmt::format("{}:ended", string_at(subscription, "/id")), 0, "",
                ended / seconds_a_day));
        return {};
    }

    // The first period's payment is an invoice, too, so that the session that led to it counts nothing.
    Result<void> read_invoice(json::value const& invoice)
    {
        auto const id = string_at(invoice, "/id");
        bool const is_paid = string_at(invoice, "/status") == "paid";
        auto const attempts = integer_at(invoice, "/attempt_count");
        for (std::int64_t attempt = 1; attempt <= std::min<std::int64_t>(attempts - (is_paid ? 1 : 0), 20);
             ++attempt)
            TRY(add(
                Kind::failure, fmt::format("{}:failed:{}", id, attempt), 0, "", day_at(invoice, "/created")));
        auto const amount = integer_at(invoice, "/amount_paid");
        if (!is_paid || amount <= 0)
            return {};
        bool const is_first = string_at(invoice, "/billing_reason") == "subscription_create";
        auto const intent = string_at(invoice, "/payments/data/0/payment/payment_intent");
        if (!intent.empty())
            intents_.insert(intent);
        return add(is_first ? Kind::payment : Kind::renewal, id, amount, intent,
            day_at(invoice, "/status_transitions/paid_at"));
    }

    Result<void> read_charges(FormFields const& whose)
    {
        return api_.for_each(
            "/v1/charges", whose, [&](json::value const& charge) { return read_charge(charge); });
    }

    Result<void> read_charge(json::value const& charge)
    {
        auto const intent = string_at(charge, "/payment_intent");
        if (string_at(charge, "/status") != "succeeded" || !is_true_at(charge, "/paid"))
            return {};
        if (!pledge_.is_recurring()) {
            account_.status = Status::paid;
            TRY(add(Kind::payment, intent, integer_at(charge, "/amount_captured"), intent,
                day_at(charge, "/created")));
        } else if (!intents_.contains(intent)) {
            return {}; // not of this subscription
        }
        auto const id = string_at(charge, "/id");
        if (integer_at(charge, "/amount_refunded") > 0 || refunded_.contains(intent))
            TRY(api_.for_each("/v1/refunds", {{"charge", id}},
                [&](json::value const& refund) { return read_refund(refund, intent); }));
        if (is_true_at(charge, "/disputed"))
            TRY(api_.for_each("/v1/disputes", {{"charge", id}},
                [&](json::value const& dispute) { return read_dispute(dispute, intent); }));
        return {};
    }

    Result<void> read_refund(json::value const& refund, std::string const& intent)
    {
        auto const id = string_at(refund, "/id");
        auto const amount = integer_at(refund, "/amount");
        auto const status = string_at(refund, "/status");
        auto const day = day_at(refund, "/created");
        TRY(add(Kind::refund, id, -amount, intent, day));
        if (status == "failed" || status == "canceled")
            TRY(add(Kind::refund, id + ":failed", amount, intent, day));
        return {};
    }

    // An inquiry ("warning_…") moves no money.
    Result<void> read_dispute(json::value const& dispute, std::string const& intent)
    {
        auto const id = string_at(dispute, "/id");
        auto const amount = integer_at(dispute, "/amount");
        auto const status = string_at(dispute, "/status");
        auto const day = day_at(dispute, "/created");
        if (status.starts_with("warning_"))
            return {};
        TRY(add(Kind::dispute, id, -amount, intent, day));
        if (status == "won")
            TRY(add(Kind::dispute, id + ":won", amount, intent, day));
        return {};
    }

    Api const& api_;
    Pledge const& pledge_;
    Refunded const& refunded_;
    Account account_;
    std::set<std::string, std::less<>> intents_; // of this subscription's payments
};

} // namespace

Result<std::int64_t> to_stripe(std::int64_t minor, Currency const& currency)
{
    auto const digits = stripe_digits(currency);
    if (digits > currency.exponent)
        return minor * 100;
    if (digits < currency.exponent) {
        if (minor % 100 != 0)
            return invalid("Stripe takes whole amounts alone in this currency");
        return minor / 100;
    }
    if (digits == 3 && minor % 10 != 0)
        return invalid("Stripe takes two digits behind the point alone in this currency");
    return minor;
}

Result<std::int64_t> from_stripe(std::int64_t amount, Currency const& currency)
{
    auto const digits = stripe_digits(currency);
    if (digits == currency.exponent)
        return amount;
    return digits > currency.exponent ? amount / 100 : amount * 100;
}

Result<Account> read_account(
    Api const& api, Pledge const& pledge, json::value const& session, Refunded const& refunded)
{
    Reader reader(api, pledge, refunded);
    return pledge.is_recurring() ? reader.recurring(session) : reader.once(session);
}

} // namespace broadsheet::support::stripe
