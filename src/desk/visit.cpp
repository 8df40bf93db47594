#include "desk/visit.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "html/relative_links.h"
#include "http/multipart.h"
#include "newsroom/paths.h"

namespace broadsheet::desk {

namespace {

constexpr std::size_t most_fields = 100;

// Mail programs leave as multipart/form-data, too (https://www.rfc-editor.org/rfc/rfc8058#section-3.2). What
// cannot be read has no fields.
FormFields read_form(http::Request const& request)
{
    auto const type = request.header("Content-Type").value_or("");
    if (!starts_with_ignoring_case(type, "multipart/form-data"))
        return parse_form(request.body, most_fields);
    FormFields form;
    if (auto const parts = http::parse_multipart(type, request.body); parts.ok())
        for (auto const& part : *parts)
            if (part.file_name.empty() && is_valid_utf8(part.content))
                form.emplace_back(part.name, part.content);
    return form;
}

} // namespace

void make_private(http::Response& response, std::string_view caching)
{
    response.headers.push_back({"Cache-Control", std::string(caching)});
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
}

Visit::Visit(Services const& given, site::ViewSet const& view_set, http::Request const& asked,
    db::Connection& borrowed, newsroom::Settings const& of_newspaper, DeskPath path)
    : services(given)
    , views(view_set)
    , request(asked)
    , connection(borrowed)
    , settings(of_newspaper)
    , language(path.language.empty() ? of_newspaper.languages.front() : std::string(path.language))
    , query_(parse_form(asked.query, most_fields))
    , rest_(path.rest)
{
    if (request.method == http::Method::post)
        form_ = read_form(request);
}

std::string Visit::path(std::string_view rest) const
{
    return newsroom::home_path(settings, language) + std::string(rest.substr(1));
}

std::string Visit::address(std::string_view rest) const
{
    return settings.url + path(rest);
}

Result<http::Response> Visit::page(
    std::string_view view, std::string_view title, templates::Map fields, Look look) const
{
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    site::ViewSet::Frame frame{language, zone};
    frame.data.set("language", language);
    frame.data.set("newspaper", std::string(settings.title_in(language)));
    frame.data.set("home", newsroom::home_path(settings, language));
    site::FramedPage framed;
    framed.body = TRY(views.render(view, fields, frame));
    framed.language = language;
    framed.path = path(rest_);
    framed.title = translated(title);
    framed.status = look.status;
    framed.form_targets = std::move(look.form_targets);
    framed.given = std::move(look.given);
    for (auto const& other : settings.languages)
        if (other != language)
            framed.translations.push_back(
                {other, newsroom::home_path(settings, other) + std::string(rest_.substr(1))});
    auto const page = TRY(services.site.framed(framed));
    http::Response response;
    response.status = page.status;
    response.content_type = page.content_type;
    response.body = page.body;
    response.content_security_policy = page.content_security_policy;
    make_private(response, look.may_be_gone_back_to ? "private, max-age=0" : "no-store");
    return response;
}

Result<http::Response> Visit::message(std::string_view title, std::string_view text, int status) const
{
    templates::Map fields;
    fields.set("title", translated(title));
    fields.set("message", translated(text));
    return page("message", title, std::move(fields), Look{status});
}

http::Response Visit::redirect(std::string_view to) const
{
    auto response = http::make_response(303, "", "");
    bool const is_ours = to.starts_with('/') && !to.starts_with("//");
    // Relative, so that it leads to the same place below whatever path a proxy put in front.
    response.headers.push_back(
        {"Location", is_ours ? html::way_to_root(request.target) + path(to).substr(1) : std::string(to)});
    make_private(response);
    return response;
}

} // namespace broadsheet::desk
