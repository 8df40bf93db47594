#pragma once

#include "base/result.h"

#include <string_view>

namespace broadsheet::mirror {

// A place on another host that files are put to, by name. Thread-safe.
class Store {
public:
    virtual ~Store() = default;
    virtual Result<void> put(std::string_view name, std::string_view content) = 0;
    // One that is not there is no error.
    virtual Result<void> remove(std::string_view name) = 0;
};

} // namespace broadsheet::mirror
