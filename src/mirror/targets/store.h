#pragma once

#include "base/result.h"
#include "http/client.h"

#include <string_view>

namespace broadsheet::mirror {

// A place on another host that files are put to, by name. Thread-safe.
class Store {
public:
    virtual ~Store() = default;
    // `limit`: the file is larger than the place takes.
    virtual Result<void> put(std::string_view name, http::FileBody const& file) = 0;
    // One that is not there is no error.
    virtual Result<void> remove(std::string_view name) = 0;
};

} // namespace broadsheet::mirror
