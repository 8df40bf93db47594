#include "exchange/former_addresses.h"

#include "base/encoding.h"
#include "exchange/record_error.h"
#include "newsroom/articles.h"
#include "newsroom/paths.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

Result<void> lead_on(newsroom::Change& change, newsroom::Redirect const& former)
{
    if (former.from == TRY(percent_decode(former.to))
        || TRY(newsroom::Redirects(change.connection()).from(former.from)))
        return {};
    auto saved = newsroom::Redirects::save(change, former);
    return !saved.ok() && is_about_the_record(saved.error()) ? Result<void>() : saved;
}

Result<std::vector<std::string>> lead_here(
    newsroom::Change& change, newsroom::Settings const& settings, ImportedArticle const& imported)
{
    std::vector<std::string> notes;
    auto path = newsroom::article_path(settings, imported.article.language, imported.article.slug);
    for (auto const& former : imported.former_paths) {
        if (former.size() < 2 || former == TRY(percent_decode(path)))
            continue;
        auto slug = std::string_view(former).substr(1, former.size() - (former.ends_with('/') ? 2 : 1));
        if (newsroom::Articles(change.connection()).by_slug(settings.first_language(), slug).ok()
            || TRY(newsroom::Redirects(change.connection()).from(former)))
            continue;
        auto saved = newsroom::Redirects::save(change, {former, path, true});
        if (!saved.ok() && !is_about_the_record(saved.error()))
            return std::move(saved).error();
        if (!saved.ok())
            notes.push_back(
                fmt::format("its former address {} does not lead here: {}", former, saved.error().message));
    }
    return notes;
}

} // namespace broadsheet::exchange
