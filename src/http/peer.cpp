#include "http/peer.h"

#include "base/ascii.h"

namespace broadsheet::http {

namespace {

bool is_this_machine(std::string_view address)
{
    return address.empty() || address == "::1" || address.starts_with("127.");
}

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
    if (is_this_machine(request.address))
        if (auto const forwarded = last_of_list(request, "X-Forwarded-For"); !forwarded.empty())
            return std::string(forwarded);
    return request.address;
}

bool came_securely(Request const& request)
{
    return request.secure
        || (is_this_machine(request.address) && last_of_list(request, "X-Forwarded-Proto") == "https");
}

} // namespace broadsheet::http
