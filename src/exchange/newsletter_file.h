#pragma once

#include "exchange/yaml.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

namespace broadsheet::exchange {

// A newsletter as a newspaper.yaml describes it (docs/import.md), with issues that have gone out already.
struct DescribedNewsletter {
    struct Entry {
        std::string slug; // of an article in the newsletter's language
        std::string line;
    };
    struct DescribedIssue {
        newsroom::Issue issue; // without newsletter and articles
        std::vector<Entry> entries;
    };
    newsroom::Newsletter newsletter;
    std::vector<DescribedIssue> issues;
};

// Reads one of the `newsletters` of a newspaper.yaml. `time_zone` is that of what names none. Errors name the
// line.
Result<DescribedNewsletter> read_newsletter(
    Yaml const&, std::string const& first_language, std::string const& time_zone);

} // namespace broadsheet::exchange
