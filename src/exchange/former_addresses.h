#pragma once

#include "exchange/imported_article.h"
#include "newsroom/change.h"

#include <string>
#include <vector>

namespace broadsheet::exchange {

// Makes a redirect from an address that nothing leads away from yet; one that cannot be made is left out.
Result<void> lead_on(newsroom::Change&, newsroom::Redirect const& former);

// Makes an article's former addresses lead to it, but for those that another article has or that lead
// somewhere already. Returns what to say of those that could not.
Result<std::vector<std::string>> lead_here(
    newsroom::Change&, newsroom::Settings const&, ImportedArticle const&);

} // namespace broadsheet::exchange
