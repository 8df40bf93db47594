#pragma once

#include "admin/visit.h"
#include "staff/passkey.h"

namespace broadsheet::admin {

// What assets/passkey.js asks the browser for, and what it sends back as a form.

inline staff::RelyingParty relying_party(Visit const& visit)
{
    return {visit.host_name(), visit.origin()};
}

inline staff::PasskeyAssertion assertion_of(Visit const& visit)
{
    return {std::string(visit.field("credential")), std::string(visit.field("client_data")),
        std::string(visit.field("authenticator_data")), std::string(visit.field("signature"))};
}

inline staff::PasskeyRegistration registration_of(Visit const& visit)
{
    return {std::string(visit.field("client_data")), std::string(visit.field("authenticator_data"))};
}

} // namespace broadsheet::admin
