#pragma once

#include "base/result.h"

#include <memory>
#include <string>
#include <vector>

namespace broadsheet::mail {

// Asks the domain name system. A name or record that is not there is an empty answer; an error is one that
// may be answered later. Thread-safe.
class Resolver {
public:
    virtual ~Resolver() = default;
    virtual Result<std::vector<std::string>> texts(std::string const& name)
        = 0; // TXT, each record's strings joined
    virtual Result<std::vector<std::string>> addresses(std::string const& name) = 0; // A and AAAA, as text
    virtual Result<std::vector<std::string>> exchanges(std::string const& name)
        = 0; // MX, names without the dot at the end
    virtual Result<std::vector<std::string>> names_of(std::string const& address) = 0; // PTR
};

// The system's own (resolv.conf).
std::unique_ptr<Resolver> system_resolver();

} // namespace broadsheet::mail
