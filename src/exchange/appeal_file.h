#pragma once

#include "exchange/yaml.h"
#include "newsroom/appeal.h"

namespace broadsheet::exchange {

// Reads one of the `appeals` of a newspaper.yaml (docs/import.md). `first_language` is that of texts that
// name none. Errors name the line.
Result<newsroom::Appeal> read_appeal(Yaml const&, std::string const& first_language);

} // namespace broadsheet::exchange
