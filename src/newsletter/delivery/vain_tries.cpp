#include "newsletter/delivery/vain_tries.h"

namespace broadsheet::newsletter {

bool VainTries::add(CopyNumber copy, std::int64_t sent)
{
    std::lock_guard lock(mutex_);
    auto& tries = tries_.try_emplace({copy.send, copy.subscription}, Tries{0, sent}).first->second;
    return ++tries.count >= enough && sent > tries.sent_at_first;
}

void VainTries::forget(CopyNumber copy)
{
    std::lock_guard lock(mutex_);
    tries_.erase({copy.send, copy.subscription});
}

} // namespace broadsheet::newsletter
