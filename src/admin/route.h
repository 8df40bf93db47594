#pragma once

#include "http/request.h"
#include "http/response.h"
#include "staff/role.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace broadsheet::admin {

class Visit;

// Who may take a route. There is no default: each route says it.
class Admission {
public:
    // Whoever comes, signed in or not.
    static constexpr Admission everyone() { return Admission(Kind::everyone); }
    // Whoever has signed in, whatever their role and whether or not they have set up the second factor that
    // is asked of all.
    static constexpr Admission signed_in() { return Admission(Kind::signed_in); }
    // Accounts whose role may do it.
    constexpr Admission(staff::Act act)
        : kind_(Kind::act)
        , act_(act)
    {
    }

    bool is_for_everyone() const { return kind_ == Kind::everyone; }
    // Returns the act, if one is asked for.
    std::optional<staff::Act> act() const { return kind_ == Kind::act ? std::optional(act_) : std::nullopt; }

private:
    enum class Kind { everyone, signed_in, act };
    constexpr explicit Admission(Kind kind)
        : kind_(kind)
    {
    }

    Kind kind_;
    staff::Act act_ = staff::Act::read_newsroom;
};

// One thing that can be asked of the newsroom's pages.
struct Route {
    http::Method method;
    // "/admin/staff/{}/": each {} stands for one segment, which Visit::part() returns.
    std::string_view pattern;
    Admission admission;
    Result<http::Response> (*answer)(Visit&);
};

using Routes = std::span<Route const>;

// Returns every route there is.
std::vector<Route> const& all_routes();

} // namespace broadsheet::admin
