#pragma once

#include "base/embedded.h"
#include "base/result.h"
#include "site/strings.h"
#include "templates/collections.h"
#include "templates/template_set.h"
#include "text/time_zone.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::site {

// The templates and texts of pages and mails that are not the theme's but the program's own: files of a
// room's folder, views/NAME.hbs, views/partials/NAME.hbs and locales/CODE.json. Immutable, so thread-safe.
class ViewSet {
public:
    static Result<ViewSet> load(std::span<EmbeddedFile const>);

    // What a view is told besides its own fields.
    struct Frame {
        std::string_view language;
        text::TimeZone const& zone;
        templates::Map data = {}; // @account, @form_token, …
    };
    Result<std::string> render(std::string_view view, templates::Map const& fields, Frame const&) const;

    // Returns the text in a language; English, which is the key, where there is no translation.
    std::string translated(
        std::string_view language, std::string_view text, std::string_view plural_category = "other") const;

private:
    using Catalogues = std::map<std::string, Strings, std::less<>>;
    ViewSet(templates::TemplateSet templates, Catalogues catalogues)
        : templates_(std::move(templates))
        , catalogues_(std::move(catalogues))
    {
    }

    templates::TemplateSet templates_;
    Catalogues catalogues_;
};

// What a render gives its helpers.
struct ViewRendering {
    ViewSet const& views;
    std::string_view language;
    text::TimeZone const& zone;
};

} // namespace broadsheet::site
