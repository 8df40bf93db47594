#include "http/peer.h"

#include "base/ascii.h"

namespace broadsheet::http {

namespace {

// Returns the last entry of a header field that is a list: what the proxy next to us has added, be it to a
// field that the client sent or as one of its own.
std::string_view last_of_list(Request const& request, std::string_view name)
{
    std::string_view list;
    for (auto const& header : request.headers)
        if (equals_ignoring_case(header.name, name))
            list = header.value;
    auto const comma = list.rfind(',');
    if (comma != std::string_view::npos)
        list.remove_prefix(comma + 1);
    return trimmed(list);
}

} // namespace

std::string client_address(Request const& request)
{
    if (request.came_by_proxy)
        if (auto const forwarded = last_of_list(request, "X-Forwarded-For"); !forwarded.empty())
            return std::string(forwarded);
    return request.address;
}

bool came_securely(Request const& request)
{
    return request.secure || (request.came_by_proxy && last_of_list(request, "X-Forwarded-Proto") == "https");
}

} // namespace broadsheet::http
