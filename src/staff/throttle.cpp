#include "staff/throttle.h"

#include "base/encoding.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace broadsheet::staff {

Throttle::Throttle(Clock const& clock, Random& random, Allowance allowance)
    : clock_(clock)
    , allowance_(allowance)
    , secret_(random.hex(16))
{
}

std::uint64_t Throttle::bucket(std::string_view key) const
{
    auto const digest = sha256(secret_ + std::string(key));
    std::uint64_t number = 0;
    std::memcpy(&number, digest.data(), sizeof number);
    return number;
}

std::int64_t Throttle::wait(std::string_view key) const
{
    std::lock_guard lock(mutex_);
    auto const found = debts_.find(bucket(key));
    if (found == debts_.end())
        return 0;
    auto const owed = found->second - clock_.now();
    return std::max<std::int64_t>(0, owed - (allowance_.burst - 1) * allowance_.refill);
}

void Throttle::count_failure(std::string_view key)
{
    std::lock_guard lock(mutex_);
    auto& debt = debts_[bucket(key)];
    debt = std::max(debt, clock_.now()) + allowance_.refill;
    if (debts_.size() > most_keys)
        make_room();
}

// Forgets what is forgiven, and if that is not enough, the half that would be forgiven first.
void Throttle::make_room()
{
    auto const now = clock_.now();
    std::erase_if(debts_, [&](auto const& entry) { return entry.second <= now; });
    if (debts_.size() <= most_keys)
        return;
    std::vector<Debt> debts;
    debts.reserve(debts_.size());
    for (auto const& [key, debt] : debts_)
        debts.push_back(debt);
    auto const middle = debts.begin() + static_cast<std::ptrdiff_t>(debts.size() / 2);
    std::ranges::nth_element(debts, middle);
    std::erase_if(debts_, [limit = *middle](auto const& entry) { return entry.second <= limit; });
}

} // namespace broadsheet::staff
