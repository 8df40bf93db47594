#include "base/log.h"
#include "site/pages/render.h"

#include <fmt/format.h>

namespace broadsheet::site {

using templates::Map;
using templates::Value;

namespace {

std::string_view name_of_status(int status)
{
    switch (status) {
    case 404:
        return "Page not found";
    case 410:
        return "This article was withdrawn";
    default:
        return "Something went wrong";
    }
}

Page render_error_page(PageRequest const& request, int status)
{
    auto rendering = begin_rendering(request, home_path(request));
    rendering.links = Links::below_base;
    auto const message = std::string(request.theme.text(name_of_status(status), rendering.language_tag()));
    rendering.kinds = {"error"};
    rendering.status = status;
    rendering.title = message;
    link_other_languages(rendering, request, "");
    Map root{
        {"statusCode", Value(status)},
        {"message", Value(message)},
        {"name", Value::borrow(name_of_status(status))},
        {"code", Value(status)},
    };
    auto const digit = status / 100;
    auto page = render(rendering,
        {fmt::format("error-{}", status), fmt::format("error-{}xx", digit), "error"}, std::move(root));
    if (page.ok())
        return std::move(page).value();
    if (page.error().code != ErrorCode::not_found)
        log_error(
            "the theme's page for {} failed, a plain one is shown instead: {}", status, page.error().message);
    return plain_error_page(status);
}

} // namespace

Page error_page(PageRequest const& request, int status)
{
    if (status == 500 || request.previewed_appeal)
        return render_error_page(request, status);
    auto const language = request.route.language;
    return request.snapshot.edition().error_page(status, language, [&] {
        auto page = render_error_page(request, status);
        page.edition = request.catalogue().edition();
        page.shared_as = fmt::format("{} in {}", status, request.catalogue().language(language));
        return page;
    });
}

Page plain_error_page(int status)
{
    Page page;
    page.status = status;
    page.content_type = "text/html; charset=utf-8";
    page.content_security_policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    page.body = std::make_shared<std::string const>(fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{0}</title><h1>{0}</h1>\n"
        "<p><a href=\"/\">Front page</a></p></html>\n",
        name_of_status(status)));
    return page;
}

} // namespace broadsheet::site
