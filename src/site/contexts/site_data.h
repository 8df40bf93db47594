#pragma once

#include "site/rendering.h"
#include "templates/value.h"

namespace broadsheet::site {

// What templates see as `@site`, `@custom`, `@config`, `@page` and so on (docs/themes.md, "Data").
class SiteData final : public templates::Object {
public:
    explicit SiteData(Rendering& rendering);

    templates::Value get(templates::Key) const override;

private:
    templates::Value site_;
    templates::Value custom_;
    templates::Value config_;
    templates::Value labs_;
    templates::Value page_;
};

// A navigation as templates see it; `current` marks the entry for the page's path.
templates::Value navigation_value(std::vector<newsroom::NavigationItem> const&, std::string_view path);
// Returns the navigation of a language; empty if it has none.
std::vector<newsroom::NavigationItem> const& navigation_of(
    newsroom::Settings::Navigation const&, std::string_view language);

// Returns `@site.url`: what a theme writes before a path (`{{@site.url}}/about/`) or alone, for the front
// page. "/." does for both and does not name the host.
std::string site_url(Catalogue const&, std::size_t language);

} // namespace broadsheet::site
