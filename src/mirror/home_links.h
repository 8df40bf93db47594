#pragma once

#include "newsroom/settings.h"

#include <string>
#include <string_view>

namespace broadsheet::mirror {

// Leads from a mirror's pages to what only the newspaper itself can answer: contributions, sign-ups,
// reminders, links out of mails. A host of files cannot, and is not to be told a reader's address.
// Thread-safe.
class HomeLinks {
public:
    explicit HomeLinks(newsroom::Settings const&);

    // Returns the page with links to them absolute, on the newspaper's own address, and with a link there in
    // place of every form that leads to them, sends what is typed in its body, or asks for an e-mail address.
    // The pages' own addresses are relative or rooted. page_path starts with '/'.
    std::string in(std::string_view page_html, std::string_view page_path) const;

private:
    std::string without_forms(std::string_view page_html, std::string_view page_path) const;

    std::string home_; // no slash at its end
    std::string base_path_;
    std::vector<std::string> languages_;
};

} // namespace broadsheet::mirror
