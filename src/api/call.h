#pragma once

#include "api/options.h"
#include "api/services.h"
#include "http/request.h"
#include "http/response.h"

#include <boost/json/fwd.hpp>

namespace broadsheet::api {

// An error as Ghost's clients read it: {"errors": [{"message": …, "type": "NotFoundError", …}]}.
struct Refusal {
    int status = 500;
    std::string type;
    std::string message;
    std::string context = {}; // "": null
    std::string code = {}; // "": null
};

Refusal not_found_refusal(std::string message);
Refusal bad_request(std::string message, std::string context = {}, std::string code = {});
Refusal unauthorised(std::string message, std::string code);
// What an error that happened on the way is for the client. Of a failure of ours it tells nothing more.
Refusal refusal_of(Error const&);

// One request to the API. Used by one thread.
struct Call {
    Services const& services;
    http::Request const& request;
    std::vector<std::string_view> parts; // of the path, behind "/ghost/api/content/"
    FormFields query;
    Options options;

    std::string_view part(std::size_t index) const { return index < parts.size() ? parts[index] : ""; }
    http::Response refuse(Refusal const&) const;
};

// Returns 204, without a body.
http::Response answer_nothing();
http::Response answer_json(int status, boost::json::value const&);

// Returns {"posts": [the one]}, which is how one of a resource is answered.
http::Response answer_one(int status, std::string_view resource, boost::json::object one);
// Returns {"posts": [those of the page], "meta": {"pagination": …}}.
http::Response answer_page(
    std::string_view resource, boost::json::array page, Options const&, std::size_t total);

} // namespace broadsheet::api
