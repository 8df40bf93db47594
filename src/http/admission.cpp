#include "http/admission.h"

#include "base/place.h"

#include <utility>

namespace broadsheet::http {

Admission::Admission(Limits const& limits)
    : most_(limits.connections)
    , most_per_address_(limits.connections_per_address)
{
}

Admission::Ticket::Ticket(Admission& admission, std::string key)
    : admission_(&admission)
    , key_(std::move(key))
{
}

Admission::Ticket::Ticket(Ticket&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr))
    , key_(std::move(other.key_))
{
}

Admission::Ticket::~Ticket()
{
    if (admission_)
        admission_->release(key_);
}

std::optional<Admission::Ticket> Admission::admit(std::string const& address)
{
    auto key = place_of(address);
    std::lock_guard const lock(mutex_);
    if (open_ >= most_)
        return std::nullopt;
    if (!key.empty() && most_per_address_ > 0) {
        auto& count = by_address_[key];
        if (count >= most_per_address_)
            return std::nullopt;
        ++count;
    } else {
        key.clear();
    }
    ++open_;
    return Ticket(*this, std::move(key));
}

void Admission::release(std::string const& key)
{
    std::lock_guard const lock(mutex_);
    --open_;
    if (key.empty())
        return;
    auto const found = by_address_.find(key);
    if (--found->second == 0)
        by_address_.erase(found);
}

} // namespace broadsheet::http
