#include "admin/views.h"

#include "base/embedded.h"

#include <algorithm>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_admin();

}

namespace broadsheet::admin {

namespace {

// What a view's page is called, and the script it cannot do without.
struct Heading {
    std::string_view view;
    std::string_view title;
    std::string_view script;
};
constexpr Heading headings[] = {
    {"account", "Your account", "passkey.js"},
    {"amounts", "Amounts", ""},
    {"appeal", "New appeal", ""},
    {"appeals", "Appeals", ""},
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
    {"contributions", "Contributions", ""},
    {"dashboard", "Dashboard", ""},
    {"integration", "Integration", ""},
    {"integrations", "Integrations", ""},
    {"invitation", "Make your account", ""},
    {"log", "Who did what", ""},
    {"mail", "Mail", ""},
    {"mail-letter", "Captured mail", ""},
    {"media", "Pictures and files", "media.js"},
    {"media-item", "Pictures and files", "media.js"},
    {"message", "Newsroom", ""},
    {"person", "Staff", ""},
    {"providers", "Ways to pay", ""},
    {"recovery-codes", "Recovery codes", ""},
    {"sign-in", "Sign in", "passkey.js"},
    {"mirrors", "Mirrors", ""},
    {"redirect", "Redirect", ""},
    {"redirects", "Redirects", ""},
    {"send", "Issue on its way", ""},
    {"send-missed", "Who did not get it, and why", ""},
    {"send-readers", "Who did not get it", ""},
    {"send-domains", "Who did not get it, by domain", ""},
    {"send-again", "Your form waits to be sent", ""},
    {"sends", "Issues on their way", ""},
    {"settings", "Settings", ""},
    {"settings-navigation", "Navigation", ""},
    {"settings-sections", "Order of the sections", ""},
    {"staff", "Staff", ""},
    {"vault", "The vault of addresses", ""},
    {"one-reader", "One reader's address", ""},
    {"vault-made", "The vault is made", ""},
    {"newsletters", "Newsletters", ""},
    {"newsletter", "Newsletter", ""},
    {"newsletter-settings", "Newsletter", ""},
    {"issue", "Issue", "issue.js"},
    {"issue-preview", "Preview of the issue", ""},
    {"issue-release", "Issue", ""},
    {"support-words", "What supporters are told", ""},
    {"thanks", "Page of thanks", ""},
    {"themes", "Themes", ""},
    {"totp", "Set up an authenticator app", ""},
};

Heading const* heading_of(std::string_view view)
{
    auto const* found = std::ranges::find(headings, view, &Heading::view);
    return found == std::end(headings) ? nullptr : found;
}

// Found at the start rather than when somebody opens the page.
Result<void> expect_headings()
{
    constexpr std::string_view folder = "views/";
    constexpr std::string_view extension = ".hbs";
    for (auto const& file : embedded_admin()) {
        std::string_view name = file.path;
        if (!name.starts_with(folder) || !name.ends_with(extension))
            continue;
        name = name.substr(folder.size(), name.size() - folder.size() - extension.size());
        if (name != "layout" && !name.starts_with("partials/") && heading_of(name) == nullptr)
            return Error{ErrorCode::internal, "the view has no heading: " + std::string(name)};
    }
    return {};
}

} // namespace

Result<Views> Views::load()
{
    TRY(expect_headings());
    return Views(TRY(site::ViewSet::load(embedded_admin())));
}

Result<std::string> Views::render(
    std::string_view view, templates::Map const& fields, site::ViewSet::Frame frame) const
{
    auto const* heading = heading_of(view);
    if (heading == nullptr)
        return Error{ErrorCode::internal, "there is no view " + std::string(view)};
    auto const own = fields.get(templates::Key("page_title"));
    frame.data.set("title", own.is_nothing() ? translated(frame.language, heading->title) : own.text());
    frame.data.set("view", std::string(view));
    frame.data.set("script", std::string(heading->script));
    return views_.render(view, fields, frame);
}

} // namespace broadsheet::admin
