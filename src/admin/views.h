#pragma once

#include "base/result.h"
#include "site/strings.h"
#include "templates/collections.h"
#include "templates/template_set.h"
#include "text/time_zone.h"

#include <map>
#include <string>
#include <string_view>

namespace broadsheet::admin {

// The templates and texts of the newsroom's pages, which are built into the program. Immutable.
class Views {
public:
    static Result<Views> load();

    // What every page is told besides its own fields.
    struct Frame {
        std::string_view language;
        text::TimeZone const& zone;
        templates::Map data; // @account, @form_token, …
    };
    Result<std::string> render(std::string_view view, templates::Map const& fields, Frame) const;

    // The languages the pages are in, English first.
    static constexpr std::string_view languages[] = {"en", "ru"};

    // Returns the text in a language; English, which is the key, where there is no translation.
    std::string translated(
        std::string_view language, std::string_view text, std::string_view plural_category = "other") const;

private:
    using Catalogues = std::map<std::string, site::Strings, std::less<>>;
    Views(templates::TemplateSet templates, Catalogues catalogues)
        : templates_(std::move(templates))
        , catalogues_(std::move(catalogues))
    {
    }

    templates::TemplateSet templates_;
    Catalogues catalogues_;
};

// What a render gives its helpers.
struct ViewRendering {
    Views const& views;
    std::string_view language;
    text::TimeZone const& zone;
};

} // namespace broadsheet::admin
