#pragma once

#include "base/result.h"
#include "templates/program.h"

#include <memory>

namespace broadsheet::templates {

// Compiles one template. Partials are not looked for yet: PartialCall::program stays empty. The program
// borrows from the helpers.
Result<std::unique_ptr<Program>> compile(Source, Helpers const&, Options const&);

} // namespace broadsheet::templates
