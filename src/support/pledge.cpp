#include "support/pledge.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view status_names[] = {"open", "paid", "active", "failing", "cancelled", "expired"};

} // namespace

std::string_view name_of(Status status)
{
    return status_names[static_cast<int>(status)];
}

Result<Status> status_from(std::string_view name)
{
    for (int index = 0; auto const known : status_names) {
        if (known == name)
            return static_cast<Status>(index);
        ++index;
    }
    return invalid(fmt::format("status: \"{}\" is none of a pledge", name));
}

} // namespace broadsheet::support
