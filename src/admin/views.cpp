#include "admin/views.h"

#include "admin/view_helpers.h"
#include "base/embedded.h"

#include <algorithm>
#include <vector>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_admin();

}

namespace broadsheet::admin {

namespace {

// Returns the part of a path between a folder and an extension; "" if it has not both.
std::string_view name_in(std::string_view path, std::string_view folder, std::string_view extension)
{
    if (!path.starts_with(folder) || !path.ends_with(extension))
        return {};
    path.remove_prefix(folder.size());
    path.remove_suffix(extension.size());
    return path;
}

// What a view's page is called, and the script it cannot do without.
struct Heading {
    std::string_view view;
    std::string_view title;
    std::string_view script;
};
constexpr Heading headings[] = {
    {"account", "Your account", "passkey.js"},
    {"article", "Article", ""},
    {"article-new", "New article", ""},
    {"articles", "Articles", ""},
    {"byline", "Byline", ""},
    {"byline-redact", "Redact a byline", ""},
    {"bylines", "Bylines", ""},
    {"calendar", "Calendar", ""},
    {"difference", "Difference", ""},
    {"history", "History", ""},
    {"tag", "Tag", ""},
    {"tags", "Tags and sections", ""},
    {"confirm", "Show that it is you", "passkey.js"},
    {"dashboard", "Dashboard", ""},
    {"invitation", "Make your account", ""},
    {"log", "Who did what", ""},
    {"media", "Pictures and files", "media.js"},
    {"media-item", "Pictures and files", "media.js"},
    {"message", "Newsroom", ""},
    {"person", "Staff", ""},
    {"recovery-codes", "Recovery codes", ""},
    {"sign-in", "Sign in", "passkey.js"},
    {"redirect", "Redirect", ""},
    {"redirects", "Redirects", ""},
    {"settings", "Settings", ""},
    {"settings-navigation", "Navigation", ""},
    {"settings-sections", "Order of the sections", ""},
    {"staff", "Staff", ""},
    {"totp", "Set up an authenticator app", ""},
};

Heading const& heading_of(std::string_view view)
{
    auto const* found = std::ranges::find(headings, view, &Heading::view);
    VERIFY(found != std::end(headings));
    return *found;
}

} // namespace

Result<Views> Views::load()
{
    std::vector<templates::Source> views;
    std::vector<templates::Source> partials;
    Catalogues catalogues;
    for (auto const& file : embedded_admin()) {
        std::string const path(file.path);
        std::string const content(file.content);
        if (auto const partial = name_in(file.path, "views/partials/", ".hbs"); !partial.empty())
            partials.push_back({std::string(partial), content, path});
        else if (auto const view = name_in(file.path, "views/", ".hbs"); !view.empty())
            views.push_back({std::string(view), content, path});
        else if (auto const language = name_in(file.path, "locales/", ".json"); !language.empty())
            catalogues.emplace(language, TRY(site::Strings::parse(content, path)));
    }
    return Views(TRY(templates::TemplateSet::compile(std::move(views), std::move(partials), view_helpers())),
        std::move(catalogues));
}

Result<std::string> Views::render(std::string_view view, templates::Map const& fields, Frame frame) const
{
    auto const& heading = heading_of(view);
    auto const own = fields.get(templates::Key("page_title"));
    frame.data.set("title", own.is_nothing() ? translated(frame.language, heading.title) : own.text());
    frame.data.set("view", std::string(view));
    frame.data.set("script", std::string(heading.script));
    ViewRendering rendering{*this, frame.language, frame.zone};
    return templates_.render(view, {templates::Value::borrow(fields), &frame.data, &rendering, {}});
}

std::string Views::translated(
    std::string_view language, std::string_view text, std::string_view plural_category) const
{
    auto const catalogue = catalogues_.find(language);
    if (catalogue != catalogues_.end())
        if (auto const* found = catalogue->second.find(text, plural_category))
            return *found;
    return std::string(text);
}

} // namespace broadsheet::admin
