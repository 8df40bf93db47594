#pragma once

#include "exchange/import.h"

#include <functional>
#include <string>
#include <vector>

namespace broadsheet::exchange {

// One <item> of a WordPress export: a post, a page, an attachment, a menu entry …
struct WxrItem {
    struct Term {
        std::string domain; // "category", "post_tag"
        std::string slug; // nicename
        std::string name;
    };
    int line = 0; // where it begins
    std::string id;
    std::string type;
    std::string title;
    std::string slug;
    std::string link;
    std::string creator; // login
    std::string content;
    std::string excerpt;
    std::string status;
    std::string password; // readers must know it
    std::string date; // of the site's time zone
    std::string date_gmt;
    std::string modified;
    std::string modified_gmt;
    std::string attachment_url;
    std::string primary_category; // number of the term, from plugins that have one
    std::string thumbnail; // id of the attachment
    std::string alt; // of an attachment
    std::string seo_title;
    std::string seo_description;
    std::string is_sticky;
    std::vector<Term> terms;
    std::size_t bytes = 0; // about so much memory
    bool is_too_large = false; // more than ImportLimits::record_bytes: not complete, for its reader to refuse
};

// What stands before the items.
struct WxrChannel {
    struct Author {
        std::string login;
        std::string name;
        std::string first_name;
        std::string last_name;
    };
    struct Term {
        std::string number;
        std::string slug;
        std::string name;
        std::string description;
        std::string parent;
        std::string taxonomy; // of one that is neither a category nor a tag
        bool is_category = false;
    };
    struct Language { // of a site that has several, by a plugin (Polylang)
        std::string slug; // what its articles name it
        std::string locale; // "ka_GE"
    };
    std::string title;
    std::string description;
    std::string link;
    std::string language;
    std::string version; // of WXR: "1.0" to "1.2"
    std::string base_site_url;
    std::string base_blog_url;
    std::vector<Author> authors;
    std::vector<Term> terms;
    std::vector<Language> languages;
    std::uint64_t control_characters = 0; // that XML forbids, and that were dropped from the file
    std::uint64_t first_control_line = 0; // where the first of them stood
};

// Reads a WordPress export (WXR, RSS 2.0 with WordPress's own elements) item by item, in memory that does not
// grow with the file. A document type declaration, and so every entity but XML's own five, is refused.
class WxrReader {
public:
    using TakeItem = std::function<Result<void>(WxrItem)>;

    WxrReader(std::filesystem::path file, ImportLimits const& limits, Progress* progress = nullptr)
        : file_(std::move(file))
        , limits_(limits)
        , progress_(progress)
    {
    }

    // Reads the file from its first to its last byte. Errors name the line: XML that is not well formed or
    // ends early, no WXR, over the limits of what is kept of the channel.
    Result<WxrChannel> read(std::string_view what, TakeItem const&);

private:
    std::filesystem::path file_;
    ImportLimits limits_;
    Progress* progress_;
};

} // namespace broadsheet::exchange
