// An issue as its readers get it: on a phone and a desk, light and dark, and as plain text.
#include "admin/pages/newsletter_view.h"
#include "admin/pages/pages.h"
#include "newsletter/issue_renderer.h"
#include "newsletter/welcome.h"
#include "newsroom/settings.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using staff::Act;
using templates::Map;

Result<newsletter::RenderedIssue> rendered(Visit const& visit)
{
    return visit.services.issues.render(visit.connection, visit.part(0), visit.services.clock.now());
}

void replace_all(std::string& text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

// The letter's own page, which the preview leads back to.
Result<std::string> page_of(Visit const& visit)
{
    if (auto const newsletter = newsletter::newsletter_of_welcome(visit.part(0)))
        return "/admin/newsletters/edit/?id="
            + TRY(newsroom::Newsletters(visit.connection).by_id(*newsletter)).id;
    return issue_path(TRY(newsroom::Issues(visit.connection).by_id(visit.part(0))));
}

// The frames hold pages of their own: the policy of ours allows no style that a mail is made of.
Result<http::Response> show(Visit& visit)
{
    auto back = TRY(page_of(visit));
    auto const mail = rendered(visit);
    if (!mail.ok())
        return mail.error();
    Map fields{{"back", std::move(back)},
        {"frame", fmt::format("/admin/issues/{}/preview/mail/", visit.part(0))},
        {"subject", mail->subjects.front()}, {"text", mail->text},
        {"kilobytes", (mail->html.size() + 999) / 1'000}};
    fields.set("subjects", list_of(mail->subjects, [](std::string const& subject) {
        return Map{{"subject", subject}};
    }));
    auto page = TRY(visit.page("issue-preview", std::move(fields)));
    page.content_security_policy += "; frame-src 'self'";
    return page;
}

// The browser is told which clothes the mail program wears, and shows our own pictures from here.
Result<http::Response> show_mail(Visit& visit)
{
    auto html = TRY(rendered(visit)).html;
    constexpr std::string_view dark = "@media (prefers-color-scheme:dark)";
    replace_all(html, dark, visit.query("scheme") == "dark" ? "@media all" : "@media not all");
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    replace_all(html, "src=\"" + settings.url + "/", "src=\"/");
    if (visit.query("pictures") == "off")
        replace_all(html, "<img src=\"", "<img data-off=\"");
    auto response = http::make_response(200, "text/html; charset=utf-8", std::move(html));
    response.content_security_policy = "sandbox; default-src 'none'; img-src 'self' data:; style-src "
                                       "'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                                       "frame-ancestors 'self'";
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/issues/{}/preview/", Act::edit_newsletters, show},
    {http::Method::get, "/admin/issues/{}/preview/mail/", Act::edit_newsletters, show_mail},
};

} // namespace

Routes issue_preview_routes()
{
    return routes;
}

} // namespace broadsheet::admin
