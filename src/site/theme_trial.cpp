#include "site/theme_trial.h"

#include "newsroom/paths.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

// Of each language, that a theme's file for it is tried too.
Result<void> add_newest_articles(std::vector<std::string>& paths, EditionReader const& reader)
{
    auto const& settings = reader.catalogue().settings();
    for (auto const& language : settings.languages)
        for (auto const* kind : {"article", "page"}) {
            auto rows = TRY(reader.snapshot().connection().query(
                "SELECT slug FROM articles WHERE status = 'published' AND language = $1 AND kind = $2 "
                "ORDER BY published_at DESC LIMIT 1",
                {language, kind}));
            if (TRY(rows.next()))
                paths.push_back(newsroom::article_path(settings, language, rows.text(0)));
        }
    return {};
}

Result<std::vector<std::string>> paths_to_try(EditionReader const& reader)
{
    auto const& catalogue = reader.catalogue();
    auto const& settings = catalogue.settings();
    std::vector<std::string> paths{"/archive/", "/search/?q=a", "/404.html"};
    for (auto const& language : settings.languages)
        paths.push_back(newsroom::home_path(settings, language));
    TRY(add_newest_articles(paths, reader));
    auto const& first = settings.first_language();
    if (!catalogue.tags().empty())
        paths.push_back(catalogue.tags().front().is_section
                ? newsroom::section_path(settings, first, catalogue.tags().front().slug)
                : newsroom::tag_path(settings, first, catalogue.tags().front().slug));
    if (!catalogue.bylines().empty())
        paths.push_back(newsroom::byline_path(settings, first, catalogue.bylines().front().slug));
    return paths;
}

} // namespace

Result<void> try_theme(Site const& site, std::shared_ptr<Theme const> theme)
{
    auto const reader = TRY(site.read_in(std::move(theme)));
    std::string failures;
    for (auto const& path : TRY(paths_to_try(reader)))
        if (auto const page = reader.page(path); !page.ok()) {
            if (page.error().code == ErrorCode::database || page.error().code == ErrorCode::io)
                return page.error(); // no theme's
            failures += fmt::format("{}{}: {}", failures.empty() ? "" : "; ", path, page.error().message);
        }
    if (!failures.empty())
        return invalid(failures);
    return {};
}

} // namespace broadsheet::site
