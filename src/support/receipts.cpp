#include "support/receipts.h"

#include "base/ascii.h"
#include "base/readable_code.h"

namespace broadsheet::support {

Result<std::optional<std::string>> find_receipt_code(db::Connection& connection, Entry const& entry)
{
    auto rows = TRY(connection.query("SELECT code FROM receipts WHERE entry = $1", {entry.number}));
    if (!TRY(rows.next()))
        return std::optional<std::string>();
    return std::optional(rows.string(0));
}

Result<std::string> receipt_code(db::Connection& connection, Random& random, Entry const& entry)
{
    if (auto const known = TRY(find_receipt_code(connection, entry)))
        return *known;
    auto code = new_readable_code(random);
    TRY(connection.execute("INSERT INTO receipts (code, entry) VALUES ($1, $2)", {code, entry.number}));
    return code;
}

Result<Entry> find_receipt(db::Connection& connection, std::string_view typed)
{
    // Hyphens and spaces only part the groups.
    std::string code;
    for (char const c : typed) {
        if (!is_alphanumeric(c))
            continue;
        if (code.size() % 5 == 4)
            code += '-';
        code += to_lower(c);
    }
    std::int64_t number = 0;
    {
        auto rows = TRY(connection.query("SELECT entry FROM receipts WHERE code = $1", {code}));
        if (!TRY(rows.next()))
            return not_found("There is no receipt with this code.");
        number = rows.integer(0);
    }
    return Ledger(connection).find(number);
}

} // namespace broadsheet::support
