#pragma once

#include "api/handler.h"
#include "site/newspaper.h"
#include "staff/integrations.h"

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace broadsheet::api {

// What the API answered.
struct Answer {
    int status = 0;
    boost::json::value json; // null where there is no body
    std::vector<http::Header> headers;

    std::string header(std::string_view name) const;
    // Of the first error; "" if there is none.
    std::string error(std::string_view field) const;
    // What a JSON pointer names, as JSON: "/posts/0/title" is "\"Title\""; "" if there is nothing.
    std::string at(std::string_view pointer) const;
};

// The newspaper of tests/site/newspaper.h with its API, and a program that asks it.
class ApiNewspaper : public test::Newspaper {
public:
    explicit ApiNewspaper(db::Dialect = db::Dialect::sqlite);

    // Asks the content API with the key: "posts/?limit=2".
    Answer content(std::string_view target);
    // Asks the admin API with a fresh token.
    Answer admin(http::Method, std::string_view target, std::string body = "",
        std::string content_type = "application/json");
    // Asks below /ghost/api/ with nothing of its own.
    Answer ask(http::Method, std::string_view target, std::string body = "", std::vector<http::Header> = {});

    // Returns a token with these two parts, signed with the integration's secret.
    std::string token(std::string_view header, std::string_view claims) const;
    std::string fresh_token() const;

    staff::Integration integration;

private:
    test::TemporaryFolder folder_;
    media::MediaStore media_;
    site::Site site_;

public:
    ApiHandler handler;
};

} // namespace broadsheet::api
