#pragma once

#include "site/views/view_set.h"

namespace broadsheet::admin {

// The templates and texts of the newsroom's pages, which are built into the program. Immutable.
class Views {
public:
    static Result<Views> load();

    // What every page is told besides its own fields is in the frame.
    Result<std::string> render(
        std::string_view view, templates::Map const& fields, site::ViewSet::Frame) const;

    // The languages the pages are in, English first.
    static constexpr std::string_view languages[] = {"en", "ru"};

    // Returns the text in a language; English, which is the key, where there is no translation.
    std::string translated(std::string_view language, std::string_view text) const
    {
        return views_.translated(language, text);
    }

private:
    explicit Views(site::ViewSet views)
        : views_(std::move(views))
    {
    }

    site::ViewSet views_;
};

} // namespace broadsheet::admin
