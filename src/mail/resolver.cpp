#include "mail/resolver.h"

#include <algorithm>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <array>
#include <fmt/format.h>
#include <netdb.h>
#include <resolv.h>

namespace broadsheet::mail {

namespace {

// "192.0.2.1" → "1.2.0.192.in-addr.arpa" (RFC 1035, section 3.5; RFC 3596 for IPv6); "" for no address.
std::string reverse_name(std::string const& address)
{
    std::array<unsigned char, 16> bytes{};
    std::string name;
    if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) {
        for (int at = 3; at >= 0; --at)
            name += fmt::format("{}.", bytes[static_cast<std::size_t>(at)]);
        return name + "in-addr.arpa";
    }
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1)
        return "";
    for (int at = 15; at >= 0; --at)
        name += fmt::format("{:x}.{:x}.", bytes[static_cast<std::size_t>(at)] & 15U,
            bytes[static_cast<std::size_t>(at)] >> 4U);
    return name + "ip6.arpa";
}

std::string text_of(ns_rr const& record)
{
    std::string text;
    auto const* at = ns_rr_rdata(record);
    auto const* const end = at + ns_rr_rdlen(record);
    while (at < end && at + 1 + *at <= end) {
        text.append(reinterpret_cast<char const*>(at + 1), *at);
        at += 1 + *at;
    }
    return text;
}

std::string address_of(ns_rr const& record, int family)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    std::size_t const size = family == AF_INET ? 4 : 16;
    if (ns_rr_rdlen(record) != size || !inet_ntop(family, ns_rr_rdata(record), text.data(), text.size()))
        return "";
    return text.data();
}

// A name within a record, which may point back into the message.
std::string name_in(ns_msg const& message, ns_rr const& record, std::size_t offset)
{
    std::array<char, NS_MAXDNAME> name{};
    if (ns_rr_rdlen(record) <= offset
        || dn_expand(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record) + offset, name.data(),
               static_cast<int>(name.size()))
            < 0)
        return "";
    return name.data();
}

std::string value_of(ns_msg const& message, ns_rr const& record)
{
    switch (ns_rr_type(record)) {
    case ns_t_txt:
        return text_of(record);
    case ns_t_a:
        return address_of(record, AF_INET);
    case ns_t_aaaa:
        return address_of(record, AF_INET6);
    case ns_t_mx:
        return name_in(message, record, 2);
    case ns_t_ptr:
        return name_in(message, record, 0);
    default:
        return "";
    }
}

Result<std::vector<std::string>> look_up(std::string const& name, ns_type type)
{
    std::vector<std::string> values;
    std::array<unsigned char, 16'384> answer{};
    struct __res_state state { };
    if (res_ninit(&state) != 0)
        return Error{
            ErrorCode::unavailable, "the system's resolver does not start: is /etc/resolv.conf well?"};
    int const size
        = res_nquery(&state, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
    int const why = state.res_h_errno;
    res_nclose(&state);
    if (size < 0 && (why == HOST_NOT_FOUND || why == NO_DATA))
        return values;
    ns_msg message{};
    if (size < 0
        || ns_initparse(answer.data(), std::min(size, static_cast<int>(answer.size())), &message) != 0)
        return Error{ErrorCode::unavailable,
            fmt::format("the domain name system does not answer about {}: try again later", name)};
    for (int at = 0; at < ns_msg_count(message, ns_s_an); ++at) {
        ns_rr record{};
        if (ns_parserr(&message, ns_s_an, at, &record) != 0 || ns_rr_type(record) != type)
            continue;
        if (auto value = value_of(message, record); !value.empty())
            values.push_back(std::move(value));
    }
    return values;
}

class SystemResolver final : public Resolver {
public:
    Result<std::vector<std::string>> texts(std::string const& name) override
    {
        return look_up(name, ns_t_txt);
    }
    Result<std::vector<std::string>> addresses(std::string const& name) override
    {
        auto all = TRY(look_up(name, ns_t_a));
        for (auto& address : TRY(look_up(name, ns_t_aaaa)))
            all.push_back(std::move(address));
        return all;
    }
    Result<std::vector<std::string>> exchanges(std::string const& name) override
    {
        return look_up(name, ns_t_mx);
    }
    Result<std::vector<std::string>> names_of(std::string const& address) override
    {
        auto const name = reverse_name(address);
        if (name.empty())
            return invalid(fmt::format("{} is no address", address));
        return look_up(name, ns_t_ptr);
    }
};

} // namespace

std::unique_ptr<Resolver> system_resolver()
{
    return std::make_unique<SystemResolver>();
}

} // namespace broadsheet::mail
