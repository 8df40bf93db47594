#include "site/contexts/front_page.h"

#include "site/contexts/post.h"
#include "site/contexts/taxonomy.h"

#include <algorithm>

namespace broadsheet::site {

namespace {

constexpr std::size_t top_size = 6;
constexpr std::size_t latest_size = 10;
constexpr std::int64_t fortnight = 14LL * 24 * 3'600'000;
// How many of the newest articles may hold the featured one.
constexpr std::size_t lead_candidates = 200;

} // namespace

FrontPage make_front_page(Catalogue const& catalogue, std::size_t language, UtcMillis now)
{
    FrontPage front;
    auto const candidates = newest(catalogue.articles(language), lead_candidates);
    auto const featured = std::find_if(candidates.begin(), candidates.end(), [&](Ordinal ordinal) {
        return catalogue[ordinal].is_featured && catalogue[ordinal].published_at > now - fortnight;
    });
    if (featured != candidates.end())
        front.lead = *featured;
    else if (!candidates.empty())
        front.lead = candidates.front();
    for (auto ordinal : candidates) {
        if (ordinal == front.lead)
            continue;
        if (front.top.size() < top_size)
            front.top.push_back(ordinal);
        else if (front.latest.size() < latest_size)
            front.latest.push_back(ordinal);
    }
    return front;
}

void add_front_page(templates::Map& root, Rendering& rendering)
{
    auto front = make_front_page(rendering.catalogue(), rendering.language, rendering.now);
    auto shown = front.top;
    if (front.lead)
        shown.push_back(*front.lead);
    root.set("lead", post_value(rendering, front.lead));
    root.set("top", posts_value(rendering, std::move(front.top)));
    root.set("latest", posts_value(rendering, std::move(front.latest)));
    root.set("sections", sections_value(rendering, shown));
}

} // namespace broadsheet::site
