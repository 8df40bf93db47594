#pragma once

#include "newsroom/change.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::newsroom {

struct Redirect {
    std::string from; // root-relative path, percent-decoded, without query
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
    // Adds or replaces; refused: a path to itself, a chain that would not end, a target of another scheme.
    static Result<void> save(Change&, Redirect const&);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
