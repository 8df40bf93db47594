#include "staff/challenges.h"

#include "base/encoding.h"
#include "staff/secrets.h"

#include <array>

namespace broadsheet::staff {

std::string Challenges::make(std::string_view holder)
{
    std::string bytes(32, '\0');
    random_.fill(std::as_writable_bytes(std::span(bytes)));
    auto challenge = to_base64url(bytes);
    std::lock_guard lock(mutex_);
    make_room();
    made_.push_back(challenge);
    open_[challenge] = {hash_of_token(holder), clock_.now() + lifetime};
    return challenge;
}

bool Challenges::use(std::string_view challenge, std::string_view holder)
{
    std::lock_guard lock(mutex_);
    auto const found = open_.extract(std::string(challenge));
    return found && found.mapped().holder == hash_of_token(holder) && found.mapped().until > clock_.now();
}

void Challenges::make_room()
{
    while (made_.size() >= most) {
        open_.erase(made_.front());
        made_.pop_front();
    }
}

} // namespace broadsheet::staff
