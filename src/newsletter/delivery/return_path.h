#pragma once

#include "mail/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::newsletter {

// A return path of its own for each copy ("VERP"), so that a report tells whose copy it is about without
// naming the reader: `bounces+7-1f3-KEYEDHASH@lantern.example`. The hash, under the newspaper's secret, keeps
// others from reporting readers as undeliverable.

struct CopyNumber {
    std::int64_t send = 0;
    std::int64_t subscription = 0;
    bool operator==(CopyNumber const&) const = default;
};

// The base itself, if it is quoted or too long to have anything added.
mail::Address return_path(mail::Address const& base, CopyNumber, std::string_view secret);

// Reads such an address's local part, "bounces+…"; nothing for one that is none, or whose hash is not ours.
std::optional<CopyNumber> read_return_path(std::string_view local_part, std::string_view secret);

} // namespace broadsheet::newsletter
