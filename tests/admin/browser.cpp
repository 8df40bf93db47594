#include "admin/browser.h"

#include "base/encoding.h"

#include "newsroom/settings.h"

#include <fmt/format.h>

namespace broadsheet::admin {

using test::must;

void Newsroom::make_handler(mirror::HealthBoard const* mirrors)
{
    handler = must(AdminHandler::make({*database, clock, random, media, site, custody, post, outbox,
        relay_health, folder.path(), site::ThemeFolder(folder.path() / "themes"), mirrors}));
}

Newsroom::Newsroom()
    : lease_(must((*database).connect()))
{
    make_handler(nullptr);
    must(newsroom::change(*lease_, clock, random, [](newsroom::Change& change) {
        newsroom::Settings settings;
        settings.title["en"] = "The Coast";
        return newsroom::save_settings(change, settings);
    }));
}

staff::Account Newsroom::add(staff::Role role)
{
    auto const account = must(accounts().add(name_of(role), "Anna <b>O</b>", role));
    must(accounts().set_password(account.number, must(staff::hash_password(password, {1, 8192}))));
    return account;
}

http::Response Browser::get(std::string_view target)
{
    return send(must(http::make_request(http::Method::get, target)));
}

http::Response Browser::post(std::string_view target, Fields const& fields)
{
    std::string body;
    if (has_form_token && cookies.contains("broadsheet"))
        body = "form_token=" + percent_encode(staff::form_token(cookies["broadsheet"]));
    for (auto const& [name, value] : fields)
        body += fmt::format("&{}={}", percent_encode(name), percent_encode(value));
    return send(must(http::make_request(http::Method::post, target, body)));
}

http::Response Browser::upload(
    std::string_view target, std::string_view file_name, std::string_view content, Fields const& fields)
{
    std::string body;
    auto add = [&](std::string_view head, std::string_view value) {
        body += fmt::format("--form\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", head, value);
    };
    if (has_form_token && cookies.contains("broadsheet"))
        add("name=\"form_token\"", staff::form_token(cookies["broadsheet"]));
    for (auto const& [name, value] : fields)
        add(fmt::format("name=\"{}\"", name), value);
    add(fmt::format("name=\"file\"; filename=\"{}\"", file_name), content);
    auto request = must(http::make_request(http::Method::post, target, body + "--form--\r\n"));
    request.headers.push_back({"Content-Type", "multipart/form-data; boundary=form"});
    return send(std::move(request));
}

http::Response Browser::send(http::Request request)
{
    request.host = "127.0.0.1:8080";
    request.address = "127.0.0.1";
    request.came_by_proxy = true;
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    for (auto const& [name, value] : cookies)
        request.headers.push_back({"Cookie", fmt::format("other=1; {}={}", name, value)});
    auto response = newsroom_.handler->handle(request);
    auto const cookie = header_of(response, "Set-Cookie");
    if (!cookie.empty()) {
        auto const equals = cookie.find('=');
        auto const value = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
        if (value.empty())
            cookies.erase(cookie.substr(0, equals));
        else
            cookies[cookie.substr(0, equals)] = value;
    }
    return response;
}

void Browser::sign_in(std::string_view login)
{
    auto const response = post(
        "/admin/sign-in/", {{"login", std::string(login)}, {"password", std::string(Newsroom::password)}});
    EXPECT_EQ(response.status, 303) << body_of(response);
}

std::string body_of(http::Response const& response)
{
    auto const& body = std::get<std::shared_ptr<std::string const>>(response.body);
    return body ? *body : "";
}

std::string header_of(http::Response const& response, std::string_view name)
{
    for (auto const& header : response.headers)
        if (header.name == name)
            return header.value;
    return "";
}

} // namespace broadsheet::admin
