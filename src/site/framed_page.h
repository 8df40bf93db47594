#pragma once

#include <string>
#include <vector>

namespace broadsheet::site {

// A page that is not part of the edition, as a form's, to be set into the newspaper's clothes: the theme's
// outermost layout, default.hbs, around a body that another room has written.
struct FramedPage {
    struct Translation {
        std::string language;
        std::string path;
    };

    std::string language; // one of the newspaper's
    std::string path; // the page's own, root-relative: links become relative to it
    std::string title;
    std::string body; // HTML with root-relative links
    int status = 200;
    // How often ("once") a reader gives who has just done so: their browser then thanks instead of asking.
    std::string given = {};
    std::vector<Translation> translations = {}; // the same page in other languages
    // Origins besides our own that its forms may lead to, after a redirect too: browsers hold to form-action
    // there (https://www.w3.org/TR/CSP3/#directive-form-action).
    std::vector<std::string> form_targets = {};
};

} // namespace broadsheet::site
