#include "newsletter/delivery/missed_domains.h"

#include "mail/international_address.h"
#include "newsletter/delivery/sends.h"
#include "vault/records.h"

#include <algorithm>
#include <map>

namespace broadsheet::newsletter {

namespace {

constexpr std::size_t readers_at_once = 500;

Result<std::string> domain_of(vault::Records& records, vault::Keys const& keys, std::string const& record)
{
    if (record.empty())
        return std::string();
    auto const opened = records.open(keys, record);
    if (opened.ok())
        return mail::readable_domain(opened->address.substr(opened->address.rfind('@') + 1));
    return opened.error().code == ErrorCode::not_found ? Result<std::string>("") : opened.error();
}

} // namespace

Result<MissedDomains> missed_domains(db::Connection& connection, Clock const& clock, Random& random,
    vault::Keys const& keys, std::int64_t send, std::string_view status, std::size_t most)
{
    Sends sends(connection, clock);
    vault::Records records(connection, random);
    std::map<std::tuple<std::string, std::int64_t, std::string>, std::int64_t> counts;
    MissedDomains found;
    std::size_t seen = 0;
    std::int64_t behind = 0;
    for (;;) {
        auto const readers = TRY(sends.undelivered(send, status, behind, readers_at_once));
        for (auto const& one : readers) {
            found.is_cut = found.is_cut || ++seen > most;
            if (found.is_cut)
                break;
            ++counts[{TRY(domain_of(records, keys, one.record)), one.code, one.reason}];
        }
        if (found.is_cut || readers.size() < readers_at_once)
            break;
        behind = readers.back().subscription;
    }
    for (auto const& [key, count] : counts)
        found.rows.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
    std::ranges::stable_sort(found.rows, std::greater(), &MissedDomain::count);
    return found;
}

} // namespace broadsheet::newsletter
