#pragma once

#include "base/form.h"
#include "support/provider_api.h"

#include <functional>

namespace broadsheet::support::stripe {

// The pinned version of Stripe's API: what our reading of its answers holds for.
inline constexpr std::string_view api_version = "2026-10-28.endive";

// Stripe's API over HTTP. https://docs.stripe.com/api
class Api {
public:
    Api(http::Client& client, std::string address, std::string key)
        : client_(client)
        , address_(std::move(address))
        , key_(std::move(key))
    {
    }

    // Errors as ask_provider(). Parameters are written as Stripe's forms: "items[0][id]".
    Result<boost::json::value> get(std::string_view path, FormFields const& parameters = {}) const;
    Result<boost::json::value> post(
        std::string_view path, FormFields const& parameters, std::string_view idempotency_key = "") const;
    Result<boost::json::value> remove(std::string_view path) const;

    // Calls `visit` with each object of a list, over all its pages, until one is refused.
    using Visit = std::function<Result<void>(boost::json::value const&)>;
    Result<void> for_each(std::string_view path, FormFields parameters, Visit const&) const;

private:
    Result<boost::json::value> send(http::ClientRequest) const;

    http::Client& client_;
    std::string address_;
    std::string key_;
};

} // namespace broadsheet::support::stripe
