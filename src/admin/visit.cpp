#include "admin/visit.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "http/peer.h"
#include "newsroom/settings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using templates::Map;
using templates::Value;

// Scripts and styles of our own alone, pictures as we serve them, forms to ourselves.
constexpr std::string_view content_security_policy
    = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src "
      "'self'; connect-src "
      "'self'; "
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

// Forms are short but for an article's body.
constexpr std::size_t most_fields = 500;

std::string_view cookie_name(bool is_secure)
{
    // The prefix makes browsers refuse the cookie from any other host or an open connection
    // (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3).
    return is_secure ? "__Host-broadsheet" : "broadsheet";
}

// Returns the value of a cookie (https://www.rfc-editor.org/rfc/rfc6265#section-4.2).
std::string_view cookie(http::Request const& request, std::string_view name)
{
    for (auto const& header : request.headers) {
        if (!equals_ignoring_case(header.name, "Cookie"))
            continue;
        std::string_view rest = header.value;
        while (!rest.empty()) {
            auto const end = std::min(rest.find(';'), rest.size());
            auto const pair = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
                return pair.substr(name.size() + 1);
        }
    }
    return {};
}

// Signed out, the browser's first wish that we have; whoever has signed in has chosen.
std::string wished_language(http::Request const& request)
{
    std::string_view wishes = request.header("Accept-Language").value_or("");
    while (!wishes.empty()) {
        auto const end = std::min(wishes.find(','), wishes.size());
        auto const wish = trimmed(wishes.substr(0, end));
        wishes.remove_prefix(std::min(end + 1, wishes.size()));
        for (auto language : Views::languages)
            if (starts_with_ignoring_case(wish, language))
                return std::string(language);
    }
    return std::string(Views::languages[0]);
}

Value account_fields(staff::Account const& account)
{
    Map may;
    for (int act = 0; act < staff::act_count; ++act)
        may.set(name_of(static_cast<staff::Act>(act)), account.may(static_cast<staff::Act>(act)));
    Map fields{{"id", account.id}, {"name", account.name}, {"role", std::string(name_of(account.role))}};
    fields.set("may", Value::make<Map>(std::move(may)));
    return Value::make<Map>(std::move(fields));
}

} // namespace

Visit::Visit(Services& given, http::Request const& asked, db::Connection& borrowed)
    : services(given)
    , request(asked)
    , connection(borrowed)
    , language(wished_language(asked))
    , query_(parse_form(asked.query, most_fields))
{
    if (request.method == http::Method::post)
        read_form();
    auto const given_token = cookie(request, cookie_name(is_secure()));
    if (given_token.empty())
        return;
    if (auto entered = enter(given_token); !entered.ok() && entered.error().code != ErrorCode::not_found)
        session_trouble = std::move(entered).error();
}

Result<void> Visit::enter(std::string_view session_token)
{
    session = TRY(staff::Sessions(connection, services.clock, services.random).find(session_token));
    token = session_token;
    if (std::ranges::find(Views::languages, session->account.language) != std::end(Views::languages))
        language = session->account.language;
    return {};
}

CarriedForm Visit::carried_form() const
{
    CarriedForm form{percent_encode(request.path, "/"), {}, {}};
    if (!request.query.empty())
        form.target += "?" + request.query;
    for (auto const& [name, value] : form_)
        if (is_carried(name))
            form.fields.emplace_back(name, value);
    for (auto const& file : files_)
        form.files.emplace_back(file.name, file.file_name);
    return form;
}

// What cannot be read has no fields, and so not the form's token either.
void Visit::read_form()
{
    auto const type = request.header("Content-Type").value_or("");
    if (!starts_with_ignoring_case(type, "multipart/")) {
        form_ = parse_form(request.body, most_fields);
        return;
    }
    auto fields = http::parse_multipart(type, request.body);
    if (!fields.ok())
        return;
    for (auto& part : *fields) {
        if (!part.file_name.empty())
            files_.push_back(std::move(part));
        else if (is_valid_utf8(part.content))
            form_.emplace_back(std::move(part.name), part.content);
    }
}

std::optional<http::Part> Visit::file(std::string_view name) const
{
    auto const found = std::ranges::find(files_, name, &http::Part::name);
    return found == files_.end() ? std::nullopt : std::optional(*found);
}

std::string_view Visit::field(std::string_view name) const
{
    return find_field(form_, name).value_or("");
}

std::string_view Visit::query(std::string_view name) const
{
    return find_field(query_, name).value_or("");
}

std::vector<std::string_view> Visit::fields(std::string_view name) const
{
    return find_fields(form_, name);
}

std::string Visit::translated(std::string_view text) const
{
    return services.views.translated(language, text);
}

std::string Visit::address() const
{
    return http::client_address(request);
}

bool Visit::is_secure() const
{
    return http::came_securely(request);
}

std::string Visit::origin() const
{
    return fmt::format("{}://{}", is_secure() ? "https" : "http", to_lower(request.host));
}

Visit::Sender Visit::sender() const
{
    auto const site = request.header("Sec-Fetch-Site");
    auto const from = request.header("Origin");
    if ((site && *site != "same-origin" && *site != "none") || (from && *from != origin()))
        return Sender::another_site;
    return from || (site && *site == "same-origin") ? Sender::page_of_ours : Sender::unknown;
}

std::string Visit::host_name() const
{
    auto const host = to_lower(request.host);
    auto const port = host.rfind(':');
    bool const has_port = port != std::string::npos && host.find(']', port) == std::string::npos;
    return has_port ? host.substr(0, port) : host;
}

Result<http::Response> Visit::page(std::string_view view, Map fields, int status) const
{
    auto const settings = TRY(newsroom::load_settings(connection));
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    site::ViewSet::Frame frame{language, zone};
    frame.data.set("language", language);
    frame.data.set("newspaper", std::string(settings.title_in(language)));
    frame.data.set("notice", std::string(query("notice")));
    if (session) {
        frame.data.set("form_token", staff::form_token(token));
        if (session->is_open)
            frame.data.set("account", account_fields(session->account));
    }
    auto html = TRY(services.views.render(view, fields, frame));
    auto response = http::make_response(status, "text/html; charset=utf-8", std::move(html));
    response.content_security_policy = content_security_policy;
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

Result<http::Response> Visit::refused(std::string_view view, Map fields, Error const& error) const
{
    if (error.code == ErrorCode::database || error.code == ErrorCode::internal || error.code == ErrorCode::io)
        return error;
    fields.set("error", translated(error.message));
    return page(view, std::move(fields), error.code == ErrorCode::unavailable ? 429 : 422);
}

http::Response Visit::redirect(std::string_view path, std::string_view notice) const
{
    std::string location(path);
    if (!notice.empty())
        location += fmt::format("?notice={}", percent_encode(notice));
    auto response = http::make_response(303, "", "");
    response.headers.push_back({"Location", std::move(location)});
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

bool Visit::wants_json() const
{
    return request.header("X-Broadsheet-Token").has_value()
        || starts_with_ignoring_case(request.header("Accept").value_or(""), "application/json");
}

http::Response Visit::json(int status, boost::json::value const& value) const
{
    auto response
        = http::make_response(status, "application/json; charset=utf-8", boost::json::serialize(value));
    response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

http::Response Visit::json_error(int status, std::string_view message, std::string_view code) const
{
    boost::json::object answer{{"error", translated(message)}};
    if (!code.empty())
        answer["code"] = code;
    return json(status, answer);
}

void Visit::set_session(http::Response& response, std::string_view value) const
{
    bool const secure = is_secure();
    response.headers.push_back({"Set-Cookie",
        fmt::format("{}={}; Path=/{}; HttpOnly; SameSite=Lax{}", cookie_name(secure), value,
            secure ? "; Secure" : "", value.empty() ? "; Max-Age=0" : "")});
}

} // namespace broadsheet::admin
