#pragma once

#include "newsroom/change.h"
#include "newsroom/taxonomy.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::workflow {

// What somebody writes of an article, as it is typed: nothing in it is refused before it becomes the article,
// so that nothing typed is lost. Flags are "1" or "".
struct Content {
    std::string title;
    std::string standfirst;
    std::string body; // HTML
    std::string language;
    std::string slug; // "": made from the title
    std::string section; // slug of a section; "": none
    std::string tags; // names (or slugs) parted by commas, without the section
    std::string bylines; // names (or slugs) parted by commas
    std::string picture;
    std::string picture_alt;
    std::string picture_caption;
    std::string picture_credit;
    std::string translation_key;
    std::string canonical_url;
    std::string no_appeal;
    std::string featured;
    std::string template_name;
    std::string seo_title;
    std::string seo_description;
    bool operator==(Content const&) const = default;
};

// The fields with the names that forms give them: these and no others are ever taken from one.
struct ContentField {
    std::string_view name;
    std::string Content::*text;
};
inline constexpr std::array content_fields{ContentField{"title", &Content::title},
    ContentField{"standfirst", &Content::standfirst}, ContentField{"body", &Content::body},
    ContentField{"language", &Content::language}, ContentField{"slug", &Content::slug},
    ContentField{"section", &Content::section}, ContentField{"tags", &Content::tags},
    ContentField{"bylines", &Content::bylines}, ContentField{"feature_image", &Content::picture},
    ContentField{"feature_image_alt", &Content::picture_alt},
    ContentField{"feature_image_caption", &Content::picture_caption},
    ContentField{"feature_image_credit", &Content::picture_credit},
    ContentField{"translation_key", &Content::translation_key},
    ContentField{"canonical_url", &Content::canonical_url}, ContentField{"no_appeal", &Content::no_appeal},
    ContentField{"featured", &Content::featured}, ContentField{"template", &Content::template_name},
    ContentField{"seo_title", &Content::seo_title},
    ContentField{"seo_description", &Content::seo_description}};

// How it is kept in the database.
std::string to_json(Content const&);
Result<Content> content_from_json(std::string_view);

// Content whose HTML is clean, so that it may be kept and shown. Only sanitised() makes one.
class CleanContent {
public:
    Content const& operator*() const { return content_; }
    Content const* operator->() const { return &content_; }

private:
    explicit CleanContent(Content content)
        : content_(std::move(content))
    {
    }
    friend Result<CleanContent> sanitised(Content);
    Content content_;
};

// Cleans what is HTML. Fails where it is over the sanitiser's limits or not UTF-8.
Result<CleanContent> sanitised(Content);

// Returns what would be typed to get the article.
Content content_of(
    newsroom::Article const&, std::vector<newsroom::Tag> const&, std::vector<newsroom::Byline> const&);
Result<Content> content_of(db::Connection&, newsroom::Article const&);

// Returns a list of names with another in the place of those that mean this byline.
std::string with_byline_renamed(std::string_view list, newsroom::Byline const&, std::string_view to);

// Names of tags and bylines that were typed and do not exist.
struct SetAside {
    std::vector<std::string> tags;
    std::vector<std::string> bylines;
    bool empty() const { return tags.empty() && bylines.empty(); }
};

// Returns the former article with what was typed. Tags and bylines that do not exist are left out and told in
// `set_aside`; where that is null, the tags are made, and bylines refused. Refused, naming the field: a
// language the newspaper has not, a section that does not exist.
Result<newsroom::Article> with_content(
    newsroom::Change&, newsroom::Article former, CleanContent const&, SetAside* set_aside);

// Returns the article as a reader would see it if what was typed were published now; what does not exist is
// left out.
Result<newsroom::Article> preview_of(
    db::Connection&, newsroom::Article former, Content const&, UtcMillis now);

} // namespace broadsheet::workflow
