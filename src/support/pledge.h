#pragma once

#include "support/day.h"
#include "support/offer.h"

#include <optional>
#include <string>

namespace broadsheet::support {

enum class Status {
    open, // nothing was paid yet
    paid, // once
    active, // recurring, and paid so far
    failing, // recurring, and the last payment failed
    cancelled,
    expired, // never paid, and no longer possible
};

std::string_view name_of(Status);
Result<Status> status_from(std::string_view);

// What a reader set out to give, and what became of it.
struct Pledge {
    std::int64_t number = 0;
    std::string id;
    std::string provider; // "stripe"
    Frequency frequency = Frequency::once;
    Currency currency;
    std::int64_t amount = 0;
    std::string language;
    std::string appeal;
    std::string variant;
    Day day = 0;
    std::string name; // records of the vault, or ""
    std::string receipt_to;
    std::string reference; // the provider's name for it; "" before it was asked
    Status status = Status::open;
    std::optional<Day> due;
    Day looked_on = 0;
    bool is_live = true; // no demonstration, and not with a provider's test key

    bool is_recurring() const { return frequency != Frequency::once; }
    bool is_running() const { return status == Status::active || status == Status::failing; }
    int months() const { return frequency == Frequency::annual ? 12 : 1; }
};

} // namespace broadsheet::support
