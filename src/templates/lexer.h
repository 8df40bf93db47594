#pragma once

#include "templates/token.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::templates {

// Texts that are not a part of the source as it stands, at addresses that do not change.
using TextStore = std::deque<std::string>;

// Splits a template into tokens, the last of which is `end` or, where the template cannot go on, `invalid`.
// Never fails otherwise. The tokens borrow from the source and the store.
// https://github.com/handlebars-lang/handlebars-parser/blob/master/spec/tokenizer.js
std::vector<Token> tokenize(std::string_view source, TextStore&);

} // namespace broadsheet::templates
