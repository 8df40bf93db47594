#include "support/receipts.h"

#include "base/ascii.h"

#include <array>

namespace broadsheet::support {

namespace {

// Without i, l, o and u: 32 letters and digits (https://www.crockford.com/base32.html).
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// 80 random bits.
std::string make_code(Random& random)
{
    std::array<std::byte, 16> bytes{};
    random.fill(bytes);
    std::string code;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (at > 0 && at % 4 == 0)
            code += '-';
        code += alphabet[std::to_integer<unsigned>(bytes[at]) % alphabet.size()];
    }
    return code;
}

} // namespace

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
    auto code = make_code(random);
    TRY(connection.execute("INSERT INTO receipts (code, entry) VALUES ($1, $2)", {code, entry.number}));
    return code;
}

Result<Entry> find_receipt(db::Connection& connection, std::string_view typed)
{
    std::string code;
    for (char const c : trimmed(typed))
        code += to_lower(c);
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
