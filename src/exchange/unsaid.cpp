#include "exchange/unsaid.h"

#include <algorithm>

namespace broadsheet::exchange {

namespace {

// Polylang names its groups of translations so; the newsroom, otherwise.
constexpr std::string_view group_of_the_source = "pll_";

void keep_what_no_source_says(newsroom::Article const& here, newsroom::Article& article)
{
    article.no_appeal = here.no_appeal;
    if (article.picture.path == here.picture.path)
        article.picture.credit = here.picture.credit;
}

} // namespace

void keep_what_ghost_cannot_say(newsroom::Article const& here, newsroom::Article& article)
{
    keep_what_no_source_says(here, article);
    article.translation_key = here.translation_key;
}

// Languages and translations come from a plugin, as do the descriptions for search engines: not everybody has
// them.
void keep_what_wordpress_cannot_say(newsroom::Article const& here, newsroom::Article& article)
{
    keep_what_no_source_says(here, article);
    if (article.translation_key.empty() && !here.translation_key.starts_with(group_of_the_source))
        article.translation_key = here.translation_key;
    article.canonical_url = here.canonical_url;
    article.template_name = here.template_name;
    if (article.meta_title.empty())
        article.meta_title = here.meta_title;
    if (article.meta_description.empty())
        article.meta_description = here.meta_description;
}

std::size_t keep_corrections(newsroom::Article const& here, newsroom::Article& article)
{
    auto& corrections = article.corrections;
    auto const said = corrections.size();
    for (auto const& correction : here.corrections) {
        auto const behind = corrections.begin() + static_cast<std::ptrdiff_t>(said);
        auto const same = std::ranges::find(
            corrections.begin(), behind, correction.corrected_at, &newsroom::Correction::corrected_at);
        if (same == behind)
            corrections.push_back(correction);
        else
            same->is_retraction = same->is_retraction || correction.is_retraction;
    }
    auto const added = corrections.size() - said;
    std::ranges::stable_sort(corrections, {}, &newsroom::Correction::corrected_at);
    return added;
}

} // namespace broadsheet::exchange
