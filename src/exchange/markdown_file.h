#pragma once

#include "exchange/import.h"
#include "exchange/yaml.h"

#include <string>

namespace broadsheet::exchange {

// A Markdown file with YAML front matter between two lines of three dashes (docs/import.md).
struct MarkdownFile {
    Yaml front;
    std::string body;
    std::string whole; // the file as it stands

    // Returns the parsed file; a file without front matter has an empty map.
    static Result<MarkdownFile> parse(std::string content);
    static Result<MarkdownFile> read(std::filesystem::path const&, ImportLimits const&);
};

} // namespace broadsheet::exchange
