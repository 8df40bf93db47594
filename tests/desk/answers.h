#pragma once

#include "http/response.h"

#include <string>

namespace broadsheet::desk {

// What the desk has answered, for tests.

inline std::string body_of(http::Response const& response)
{
    auto const* text = std::get_if<std::shared_ptr<std::string const>>(&response.body);
    return text && *text ? **text : "";
}

// Returns where a redirect leads, root-relative; "" if it is none.
inline std::string location_of(http::Response const& response)
{
    for (auto const& header : response.headers)
        if (header.name == "Location")
            return "/" + header.value.substr(header.value.rfind("../") + 3);
    return "";
}

} // namespace broadsheet::desk
