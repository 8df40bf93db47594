#pragma once

#include "base/clock.h"
#include "newsroom/article.h"
#include "newsroom/change.h"

#include <memory>
#include <string>

namespace broadsheet::site {

// The answer to a path: what the web server sends and a mirror writes.
struct Page {
    int status = 200;
    std::string content_type;
    std::shared_ptr<std::string const> body; // never null
    UtcMillis last_modified = 0; // when what it shows last changed
    newsroom::Edition edition = 0; // it was rendered from
    std::string location; // of a redirect (301, 302): root-relative or absolute
    std::string content_security_policy; // of HTML pages, else empty
    // Where many paths have the same page, as for 404: what to keep it under in their place. No path.
    std::string shared_as;
    // The article that it is the page of; 0: another page.
    newsroom::Number article = 0;
    // Whether the same edition may look different later: search results, the news sitemap.
    bool is_fleeting = false;
    // Whether one of newsroom::leading_parameters in a query to its path may lead elsewhere.
    bool may_lead_on = false;
    // Whether it may look different although its fingerprint is the same (EditionReader::for_each_page).
    bool reads_beyond = false;
};

} // namespace broadsheet::site
