#pragma once

#include "base/result.h"
#include "templates/ast.h"
#include "templates/lexer.h"
#include "templates/limits.h"

#include <string_view>

namespace broadsheet::templates {

// Parses a template by Handlebars' grammar. The tree borrows from the source and the store. An error names
// file, line and column. Whitespace is as written: see whitespace.h.
// https://github.com/handlebars-lang/handlebars-parser/blob/master/src/handlebars.yy
Result<ast::Body> parse(std::string_view file, std::string_view source, TextStore&, SourceLimits const& = {});

} // namespace broadsheet::templates
