#include "staff/challenges.h"

#include "base/encoding.h"
#include "staff/secrets.h"

#include <algorithm>
#include <array>

namespace broadsheet::staff {

std::string Challenges::make(std::string_view holder)
{
    std::string bytes(32, '\0');
    random_.fill(std::as_writable_bytes(std::span(bytes)));
    auto challenge = to_base64url(bytes);
    std::lock_guard lock(mutex_);
    forget_old();
    open_[challenge] = {hash_of_token(holder), clock_.now() + lifetime};
    return challenge;
}

bool Challenges::use(std::string_view challenge, std::string_view holder)
{
    std::lock_guard lock(mutex_);
    auto const found = open_.extract(std::string(challenge));
    return found && found.mapped().holder == hash_of_token(holder) && found.mapped().until > clock_.now();
}

void Challenges::forget_old()
{
    if (open_.size() < most)
        return;
    std::erase_if(open_, [now = clock_.now()](auto const& entry) { return entry.second.until <= now; });
    while (open_.size() >= most)
        open_.erase(
            std::ranges::min_element(open_, {}, [](auto const& entry) { return entry.second.until; }));
}

} // namespace broadsheet::staff
