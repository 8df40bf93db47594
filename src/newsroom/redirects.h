#pragma once

#include "newsroom/change.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::newsroom {

// The parameters by which WordPress names what stands elsewhere; their values are numbers.
inline constexpr std::string_view leading_parameters[] = {"p", "page_id", "cat"};

struct Redirect {
    // Root-relative path, percent-decoded, without query; or with one of the leading parameters ("/?p=12"):
    // then it acts before any page of that path, whatever else the query holds.
    std::string from;
    std::string to; // root-relative path or absolute http(s) URL
    bool permanent = true;
};

class Redirects {
public:
    explicit Redirects(db::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<Redirect>> from(std::string_view path) const;
    Result<std::vector<Redirect>> all() const;
    // Which to return: those whose two ends hold `text`, by path, after the path `after`; "" stands for any.
    struct Query {
        std::string text;
        std::string after;
        std::int64_t most = 100;
    };
    Result<std::vector<Redirect>> find(Query const&) const;
    // Adds or replaces; refused: a path to itself, a chain that would not end, a target of another scheme.
    static Result<void> save(Change&, Redirect const&);
    // Leads readers of what had the path `former` to where it stands now, both as paths.h writes them. What
    // led away from there does so no more.
    static Result<void> keep_address(Change&, std::string_view former, std::string const& present);
    // Takes it away, or not_found.
    static Result<void> remove(Change&, std::string_view from);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
