#pragma once

#include "exchange/imported_article.h"
#include "exchange/wxr_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::exchange {

// Where a WordPress site had what its export holds: paths from the host's root on, percent-decoded, with a
// query where that is all WordPress goes by
// (https://wordpress.org/documentation/article/customize-permalinks/). Thread-safe.
class WordpressAddresses {
public:
    // The channel is borrowed.
    explicit WordpressAddresses(WxrChannel const&);

    // "/category/above/below/", "/?cat=3".
    std::vector<std::string> of_category(WxrChannel::Term const&) const;
    std::string of_tag(WxrChannel::Term const&) const; // "/tag/courts/"
    std::vector<std::string> of_author(std::string_view login) const; // "/author/mira/"
    // What such a path is where a plugin puts the language in front: "/ru/tag/courts/".
    std::string in_language(std::string_view path, std::string_view language) const;
    // The permanent link of a post or page, "/?p=7" and, of a page, "/?page_id=7".
    std::vector<std::string> of_item(WxrItem const&) const;
    // The path of a reference to an upload, "/wp-content/uploads/2023/04/quay.jpg"; "" for any other.
    std::string of_upload(std::string_view reference) const;

    // Whether an absolute address is on the site's host, with or without "www.", or one that begins at the
    // root of the host where it stands.
    bool is_on_site(std::string_view address) const;
    std::string_view blog() const { return blog_; } // path of the site, without the slash at its end

private:
    WxrChannel const& channel_;
    std::string blog_;
    std::vector<std::string> hosts_;
};

// The path of an address, percent-decoded; "" when it has a query or none.
std::string path_of_address(std::string_view address);

// A slug of WordPress's, which keeps those of other scripts percent-encoded.
std::string plain_slug(std::string_view slug);

// The name in the address of an author's list, which WordPress makes of the login
// (https://developer.wordpress.org/reference/functions/sanitize_title_with_dashes/).
std::string nice_name(std::string_view login);

} // namespace broadsheet::exchange
