#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::html {

struct SanitiseLimits {
    std::size_t input_bytes = 16 << 20;
    std::size_t output_bytes = 16 << 20;
    std::size_t depth = 512; // elements inside each other
    std::size_t elements = 500'000;
};

// Returns an HTML fragment from anywhere (an import, a paste, an API) as the clean, canonical, semantic HTML
// that article bodies are stored in. Only listed elements and attributes stay (elements.cpp, attributes.cpp);
// links and pictures only with http, https, mailto, tel and relative addresses; frames become links to what
// they showed; players that need script become the browser's own.
//
// Safety rests on what is written, not on how the input is read: every byte of the output is a listed tag, a
// listed attribute in double quotes, or escaped text, nested so that a browser's parser builds exactly the
// tree that was written (https://html.spec.whatwg.org/multipage/parsing.html#tree-construction). So
// sanitise(sanitise(x)) is sanitise(x). Work and memory are linear in the input.
//
// Every id starts with "u-", and links to "#x" become "#u-x", so that an article cannot take a name of the
// page around it.
//
// Errors: `invalid` when the input is not UTF-8, `limit` when a limit is exceeded. Thread-safe.
Result<std::string> sanitise(std::string_view html, SanitiseLimits const& = {});

} // namespace broadsheet::html
