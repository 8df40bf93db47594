#pragma once

#include "base/result.h"

namespace broadsheet::exchange {

// Returns whether an error is about the record, which then is left out and named; anything else (disk full,
// connection lost) ends the import.
inline bool is_about_the_record(Error const& error)
{
    return error.code == ErrorCode::invalid || error.code == ErrorCode::conflict
        || error.code == ErrorCode::limit || error.code == ErrorCode::not_found;
}

} // namespace broadsheet::exchange
