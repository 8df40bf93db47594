#pragma once

#include "newsletter/issue_links.h"

#include <string_view>

namespace broadsheet::newsletter {

// The links of an issue that are counted, as it is written: each leads by an address of the newspaper's own,
// the same in every reader's copy, to where it would lead. Used by one thread.
class CountedLinks {
public:
    CountedLinks(std::string_view site_url, newsroom::Number issue);

    // Returns the address a copy has in place of this one; of the same address, the same. What is no web page
    // (mailto:) stays as it is.
    std::string address_of(std::string_view target, std::string_view words);
    // Returns clean HTML with the addresses of its links so, all of them absolute. A link whose words are an
    // address keeps it: programs that check mail take one that leads elsewhere than it says for a fraud.
    std::string in(std::string_view clean_html);

    std::vector<IssueLink> const& all() const { return links_; }

private:
    std::string site_url_;
    newsroom::Number issue_;
    std::vector<IssueLink> links_;
};

} // namespace broadsheet::newsletter
