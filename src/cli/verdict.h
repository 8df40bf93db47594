#pragma once

#include "cli/commands.h"
#include "mirror/verify/verify.h"

#include <boost/json/object.hpp>

namespace broadsheet::cli {

// Returns the verdict on what is bad as a whole, for a reason that may begin with its name.
mirror::Verdict bad(std::string const& file, std::string reason);

// What is told of a verdict, to people and to programs. `what`: that was verified. If its keys were not known
// from elsewhere, people are told how to find out whose they are.
void print(mirror::Verdict const&, std::string const& what, bool keys_were_known);
boost::json::object as_json(mirror::Verdict const&);
ExitCode code_of(mirror::Verdict::State);
// What an error gives elsewhere would say here that the mirror is genuine, and old: it is told of, and is
// not_known.
ExitCode or_not_known(Result<ExitCode> const&);

} // namespace broadsheet::cli
