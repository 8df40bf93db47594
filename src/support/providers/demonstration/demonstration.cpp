#include "support/providers/demonstration/demonstration.h"

#include "db/transaction.h"
#include "support/links.h"
#include "support/settings.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view own_name = "demonstration";

Result<void> write_down(
    db::Connection& connection, Clock const& clock, Pledge const& pledge, std::string_view kind)
{
    TRY(connection.execute(
        "INSERT INTO demonstration_payments (pledge, kind, amount, day) VALUES ($1, $2, $3, $4)",
        {pledge.id, kind, pledge.amount, day_of(clock.now())}));
    return {};
}

class Demonstration final : public Provider {
public:
    explicit Demonstration(Clock const& clock)
        : clock_(clock)
    {
    }

    std::string_view name() const override { return own_name; }
    bool is_live() const override { return false; }
    bool takes(Frequency, Currency const&) const override { return true; }

    Result<Start> start(db::Connection& connection, Pledge const& pledge, WayBack const&) override
    {
        auto const secret = TRY(load_link_secret(connection));
        return Start{"demo_" + pledge.id,
            fmt::format(
                "/support/demonstration/{}/", signed_link(LinkPurpose::demonstration, pledge.id, secret))};
    }

    Result<Account> look(db::Connection& connection, Pledge const& pledge) override
    {
        Account account;
        auto rows = TRY(connection.query("SELECT number, kind, amount, day FROM demonstration_payments "
                                         "WHERE pledge = $1 ORDER BY number",
            {pledge.id}));
        while (TRY(rows.next()))
            add_line(account, pledge, rows);
        if (!pledge.is_recurring() || account.status == Status::cancelled)
            account.due.reset();
        return account;
    }

    // The amount is the pledge's: there is nothing to change elsewhere.
    Result<void> change(db::Connection&, Pledge const&, std::int64_t) override { return {}; }

    Result<void> cancel(db::Connection& connection, Pledge const& pledge) override
    {
        return db::transaction(connection, db::Access::write,
            [&] { return write_down(connection, clock_, pledge, "cancelled"); });
    }

private:
    static void add_line(Account& account, Pledge const& pledge, db::Cursor const& line)
    {
        auto const kind = line.text(1);
        auto const first = account.facts.empty() ? std::string() : account.facts.front().key;
        Fact fact{Kind::cancellation, fmt::format("demo_{}", line.integer(0)), pledge.currency};
        fact.day = line.integer(3);
        fact.payment = fact.key;
        if (kind == "paid") {
            fact.kind = account.status == Status::open ? Kind::payment : Kind::renewal;
            fact.moved = line.integer(2);
            account.status = pledge.is_recurring() ? Status::active : Status::paid;
            account.due = add_months(fact.day, pledge.months());
        } else if (kind == "failed") {
            fact.kind = Kind::failure;
            account.status = Status::failing;
        } else if (kind == "refunded") {
            fact.kind = Kind::refund;
            fact.moved = -line.integer(2);
            fact.payment = first;
        } else {
            account.status = Status::cancelled;
        }
        account.facts.push_back(std::move(fact));
    }

    Clock const& clock_;
};

Result<std::unique_ptr<Provider>> make(ProviderTools const& tools, ProviderValues const&)
{
    return std::unique_ptr<Provider>(std::make_unique<Demonstration>(tools.clock));
}

} // namespace

Result<std::int64_t> count_demonstrated(db::Connection& connection, Pledge const& pledge)
{
    auto rows
        = TRY(connection.query("SELECT COUNT(*) FROM demonstration_payments WHERE pledge = $1", {pledge.id}));
    TRY(rows.next());
    return rows.integer(0);
}

Result<void> demonstrate(db::Connection& connection, Clock const& clock, Pledge const& pledge,
    Demonstrated what, std::int64_t lines_before)
{
    constexpr std::string_view kinds[] = {"paid", "failed", "refunded"};
    if (TRY(count_demonstrated(connection, pledge)) != lines_before)
        return {};
    return write_down(connection, clock, pledge, kinds[static_cast<int>(what)]);
}

extern ProviderKind const demonstration_kind;
ProviderKind const demonstration_kind{own_name, "Demonstration (no money moves)", "Demonstration", {}, make};

} // namespace broadsheet::support
