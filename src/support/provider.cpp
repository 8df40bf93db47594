#include "support/provider.h"

namespace broadsheet::support {

Result<std::optional<Event>> Provider::read_event(http::Request const& /*request*/) const
{
    return not_found("this provider tells nothing by itself");
}

Result<std::string> Provider::card_page(Pledge const& /*pledge*/, std::string_view /*way_back*/)
{
    return not_found("this provider has no page for it");
}

Result<std::optional<Pledge>> Provider::pledge_of(db::Connection& /*connection*/, Event const& /*event*/)
{
    return std::optional<Pledge>();
}

} // namespace broadsheet::support
