#include "support/providers/stripe/stripe_api.h"

#include "base/encoding.h"

#include <fmt/format.h>

namespace broadsheet::support::stripe {

namespace {

namespace json = boost::json;

constexpr int most_pages = 100;

std::string form_text(FormFields const& fields)
{
    std::string text;
    for (auto const& [name, value] : fields)
        text += fmt::format(
            "{}{}={}", text.empty() ? "" : "&", percent_encode(name, "[]"), percent_encode(value));
    return text;
}

} // namespace

Result<json::value> Api::send(http::ClientRequest request) const
{
    request.url = address_ + request.url;
    request.headers.push_back({"Authorization", "Bearer " + key_});
    request.headers.push_back({"Stripe-Version", std::string(api_version)});
    return ask_provider(client_, "Stripe", request);
}

Result<json::value> Api::get(std::string_view path, FormFields const& parameters) const
{
    http::ClientRequest request;
    request.url = parameters.empty() ? std::string(path) : fmt::format("{}?{}", path, form_text(parameters));
    return send(std::move(request));
}

Result<json::value> Api::post(
    std::string_view path, FormFields const& parameters, std::string_view idempotency_key) const
{
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = path;
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    if (!idempotency_key.empty())
        request.headers.push_back({"Idempotency-Key", std::string(idempotency_key)});
    request.body = form_text(parameters);
    return send(std::move(request));
}

Result<json::value> Api::remove(std::string_view path) const
{
    http::ClientRequest request;
    request.method = http::Method::delete_;
    request.url = path;
    return send(std::move(request));
}

Result<void> Api::for_each(std::string_view path, FormFields parameters, Visit const& visit) const
{
    parameters.emplace_back("limit", "100");
    auto const first_page = parameters.size();
    for (int page = 0; page < most_pages; ++page) {
        auto const answer = TRY(get(path, parameters));
        auto const* list = array_at(answer, "/data");
        if (list == nullptr)
            return Error{ErrorCode::unavailable, fmt::format("Stripe: {} is no list", path)};
        for (auto const& object : *list)
            TRY(visit(object));
        if (!is_true_at(answer, "/has_more") || list->empty())
            return {};
        parameters.resize(first_page);
        parameters.emplace_back("starting_after", string_at(list->back(), "/id"));
    }
    return limit_reached(fmt::format("Stripe: {} has more than {} pages", path, most_pages));
}

} // namespace broadsheet::support::stripe
