#pragma once

#include "exchange/newsletter_file.h"
#include "exchange/report.h"
#include "newsroom/change.h"

#include <vector>

namespace broadsheet::exchange {

// Writes a source's newsletters and returns them with their ids. One that is there already is as the newsroom
// has left it; one that cannot be taken is named in the report and left out.
Result<std::vector<DescribedNewsletter>> write_newsletters(
    newsroom::Change&, std::vector<DescribedNewsletter> const&, Report&);

// Writes the issues of what write_newsletters() has returned that are not there yet, once their articles are:
// also those that an import which was cut off did not come to.
Result<void> write_issues(newsroom::Change&, std::vector<DescribedNewsletter> const&, Report&);

} // namespace broadsheet::exchange
