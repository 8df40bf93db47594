#include "support/ledger_audit.h"

#include "db/transaction.h"
#include "support/ledger.h"
#include "support/settings.h"

#include <fmt/format.h>
#include <unordered_map>

namespace broadsheet::support {

namespace {

constexpr std::string_view trouble_key = "ledger.trouble";

// What the ledger says of a contribution.
struct Told {
    std::string provider;
    std::string_view currency;
    std::int64_t agreed = 0;
    std::int64_t payments = 0;
    std::int64_t ended = 0; // the entry that ended it; 0: none, or it was paid again
};

class Auditor {
public:
    explicit Auditor(db::Connection& connection)
        : connection_(connection)
    {
    }

    Result<Audit> run()
    {
        auto const whole = Ledger(connection_).verify([&](Entry const& entry) { read(entry); });
        if (!whole.ok() && whole.error().code != ErrorCode::invalid)
            return whole.error();
        if (whole.ok())
            audit_.entries = *whole;
        else
            add(whole.error().message);
        TRY(compare_pledges());
        TRY(compare_receipts());
        return std::move(audit_);
    }

private:
    void add(std::string trouble)
    {
        if (audit_.troubles.size() < Audit::most_troubles)
            audit_.troubles.push_back(std::move(trouble));
    }

    void read(Entry const& entry)
    {
        auto& told = told_[entry.pledge];
        bool const is_of_income = entry.kind == Kind::payment || entry.kind == Kind::renewal;
        if (entry.kind == Kind::pledge) {
            told.provider = entry.provider;
            told.currency = entry.currency.code;
        }
        if (entry.kind == Kind::pledge || entry.kind == Kind::change)
            told.agreed = entry.agreed;
        if (is_of_income)
            told.payments += entry.takes_back == 0 ? 1 : -1;
        if (entry.takes_back == told.ended || entry.is_income())
            told.ended = 0;
        if (entry.kind == Kind::cancellation && entry.takes_back == 0)
            told.ended = entry.number;
    }

    Result<void> compare_pledges()
    {
        std::size_t found = 0;
        auto rows = TRY(connection_.query(
            "SELECT number, provider, currency, amount, status, is_live FROM pledges ORDER BY number"));
        while (TRY(rows.next())) {
            auto const told = told_.find(rows.integer(0));
            found += told == told_.end() ? 0 : 1;
            if (auto const what = told == told_.end() ? "has no entry" : difference(told->second, rows);
                !what.empty())
                add(fmt::format("contribution {} is not as the ledger tells: {}", rows.integer(0), what));
        }
        if (found < told_.size())
            add(fmt::format("{} contributions that the ledger tells of are not there", told_.size() - found));
        return {};
    }

    static std::string difference(Told const& told, db::Cursor const& row)
    {
        auto const status = row.text(4);
        bool const is_running = status == "active" || status == "failing";
        if (told.provider != row.text(1) || told.currency != row.text(2))
            return "its way to pay, or its currency";
        if (told.agreed != row.integer(3))
            return fmt::format(
                "its amount is {} in minor units, and {} was agreed", row.integer(3), told.agreed);
        if (told.payments == 0 && (is_running || status == "paid"))
            return fmt::format("it is {}, and nothing was paid", status);
        if (told.ended != 0 && is_running)
            return fmt::format("it is {}, and entry {} ended it", status, told.ended);
        if (row.integer(5) != 0 && told.provider == "demonstration")
            return "a demonstration that counts as real";
        return "";
    }

    Result<void> compare_receipts()
    {
        auto rows = TRY(connection_.query(
            "SELECT COALESCE(SUM(CASE WHEN ledger.number IS NULL THEN 1 ELSE 0 END), 0) FROM receipts "
            "LEFT JOIN ledger ON ledger.number = receipts.entry"));
        if (TRY(rows.next()) && rows.integer(0) > 0)
            add(fmt::format("receipts of payments that are not in the ledger: {}", rows.integer(0)));
        return {};
    }

    db::Connection& connection_;
    Audit audit_;
    std::unordered_map<std::int64_t, Told> told_;
};

} // namespace

Result<Audit> audit_ledger(db::Connection& connection)
{
    return db::transaction(
        connection, db::Access::read, [&]() -> Result<Audit> { return Auditor(connection).run(); });
}

Result<std::string> first_trouble(db::Connection& connection, LedgerHeads const& heads)
{
    auto const checked = heads.check(connection);
    if (!checked.ok() && checked.error().code != ErrorCode::invalid)
        return checked.error();
    if (!checked.ok())
        return checked.error().message;
    auto const audit = TRY(audit_ledger(connection));
    return audit.troubles.empty() ? std::string() : audit.troubles.front();
}

Result<std::string> load_ledger_trouble(db::Connection& connection)
{
    return load_support_value(connection, trouble_key);
}

Result<void> save_ledger_trouble(db::Connection& connection, std::string_view trouble)
{
    return save_support_value(connection, trouble_key, trouble);
}

} // namespace broadsheet::support
