#pragma once

#include "exchange/report.h"

#include <string>

namespace broadsheet::exchange {

// Returns whether an error is about the record, which then is left out and named; anything else (disk full,
// connection lost) ends the import.
inline bool is_about_the_record(Error const& error)
{
    return error.code == ErrorCode::invalid || error.code == ErrorCode::conflict
        || error.code == ErrorCode::limit || error.code == ErrorCode::not_found;
}

// Names a record in the report whose error is about it; returns any other error.
inline Result<void> refuse_record(Report& report, std::string name, Error error)
{
    if (!is_about_the_record(error))
        return error;
    report.refuse(std::move(name), std::move(error.message));
    return {};
}

} // namespace broadsheet::exchange
