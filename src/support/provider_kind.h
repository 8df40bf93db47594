#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "support/provider.h"

#include <algorithm>
#include <map>
#include <span>

namespace broadsheet::http {
class Client;
} // namespace broadsheet::http

namespace broadsheet::support {

// What a newspaper sets for a provider.
struct ProviderField {
    std::string_view name; // "webhook_secret"
    std::string_view label; // English, a key for translation
    bool is_secret = false; // is never shown again
    std::string_view initial = ""; // what stands there until it is set
};

using ProviderValues = std::map<std::string, std::string, std::less<>>;

// What providers work with; outlives them.
struct ProviderTools {
    Clock const& clock;
    Random& random;
    http::Client& client;
};

// What there is to know of a provider before it is set up. Each folder of providers/ has one.
struct ProviderKind {
    std::string_view name;
    std::string_view title; // for readers: "Card"; English, a key for translation
    std::string_view staff_title; // for the newsroom: "Stripe"
    std::span<ProviderField const> fields;
    // Whether there is an account elsewhere, whose keys can be tried.
    bool has_account() const { return std::ranges::any_of(fields, &ProviderField::is_secret); }
    // `invalid` says which field is missing or wrong.
    Result<std::unique_ptr<Provider>> (*make)(ProviderTools const&, ProviderValues const&);
};

// Returns all there are, in the order readers see them.
std::span<ProviderKind const* const> provider_kinds();
// Returns null if there is none of that name.
ProviderKind const* find_provider_kind(std::string_view name);

} // namespace broadsheet::support
