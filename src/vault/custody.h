#pragma once

#include "vault/keys.h"

#include <mutex>
#include <optional>

namespace broadsheet::vault {

// Where a running program has the vault's keys while it is unlocked: in memory alone. Thread-safe.
class Custody {
public:
    // Returns the keys; nothing while the vault is locked. Whoever has them keeps them over lock(), so they
    // are held no longer than the work at hand.
    std::optional<Keys> keys() const
    {
        std::scoped_lock lock(mutex_);
        return keys_;
    }
    bool is_unlocked() const { return keys().has_value(); }

    void unlock(Keys keys)
    {
        std::scoped_lock lock(mutex_);
        keys_ = std::move(keys);
    }
    void lock()
    {
        std::scoped_lock lock(mutex_);
        keys_.reset();
    }

private:
    mutable std::mutex mutex_;
    std::optional<Keys> keys_;
};

// Returns the keys, or `unavailable` for a job that has to wait until somebody unlocks the vault.
inline Result<Keys> keys_or_wait(Custody const& custody)
{
    if (auto keys = custody.keys())
        return *std::move(keys);
    return Error{ErrorCode::unavailable, "the vault is locked: unlock it in the newsroom"};
}

} // namespace broadsheet::vault
