#include "http/admission.h"

#include <arpa/inet.h>
#include <array>
#include <utility>

namespace broadsheet::http {

namespace {

// One subscriber commonly holds a whole IPv6 /64: it counts as one address.
std::string key_for(std::string const& address)
{
    std::array<char, 16> bytes;
    if (address.find(':') == std::string::npos || ::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1)
        return address;
    return std::string(bytes.data(), 8);
}

} // namespace

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
    auto key = key_for(address);
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
