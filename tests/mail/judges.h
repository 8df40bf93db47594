#pragma once

#include <map>
#include <string>

namespace broadsheet::mail {

struct Parsed {
    std::string fault; // what either judge found wrong; "": nothing
    std::string type;
    std::map<std::string, std::string> headers;
    std::map<std::string, std::string> parts; // by content type
};

// What Python's email package and GMime agree on (judge.py).
Parsed parsed_by_others(std::string const& message);

// What npm's mailauth says of the signatures (judge_dkim.mjs), given the records by name.
std::string dkim_verified_by_others(
    std::string const& message, std::map<std::string, std::string> const& records);

} // namespace broadsheet::mail
