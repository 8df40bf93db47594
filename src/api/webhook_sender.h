#pragma once

#include "db/jobs.h"
#include "http/client.h"
#include "newsroom/webhooks.h"
#include "site/site.h"

namespace broadsheet::api {

// Tells programs outside what happened: does the jobs that newsroom/happenings.h makes. Thread-safe.
class WebhookSender {
public:
    // What is given must outlive it.
    WebhookSender(site::Site const& site, http::Client& client, Clock const& clock, Random& random)
        : site_(site)
        , client_(client)
        , clock_(clock)
        , random_(random)
    {
    }

    // Posts what Ghost would: {"post": {"current": {…}, "previous": {…}}}, where `current` is the record as
    // the admin API shows it now, empty if it is gone, and the signature as Ghost makes it (docs/api.md).
    // Goes to public addresses only, and follows no redirect. An answer other than 2xx is an error, for the
    // job to be tried again; 410 says that nobody listens any more, and deletes the webhook.
    Result<void> send(db::Connection&, db::Job const&) const;

private:
    Result<std::string> body_for(std::string_view event, std::string_view payload) const;
    Result<http::ClientResponse> post(newsroom::Webhook const&, std::string body) const;

    site::Site const& site_;
    http::Client& client_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::api
