#pragma once

#include <string>
#include <utility>
#include <vector>

namespace broadsheet::cli {

enum class Health { good, warning, bad };

// Something `broadsheet check` has looked at.
struct Finding {
    Health health = Health::good;
    std::string what;
    std::string advice; // empty where nothing is to be done
};

class Findings {
public:
    void add(Health health, std::string what, std::string advice = "")
    {
        all_.push_back({health, std::move(what), std::move(advice)});
    }
    std::vector<Finding> const& all() const { return all_; }

private:
    std::vector<Finding> all_;
};

} // namespace broadsheet::cli
