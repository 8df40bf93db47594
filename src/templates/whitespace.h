#pragma once

#include "templates/ast.h"

namespace broadsheet::templates {

// Trims the text of a template as `~` asks for and, unless `ignore_standalone`, removes the lines on which a
// block's tag, partial or comment stands alone; such a partial gets the line's indentation.
// https://github.com/handlebars-lang/handlebars-parser/blob/master/lib/whitespace-control.js
void control_whitespace(ast::Body& root, bool ignore_standalone);

} // namespace broadsheet::templates
