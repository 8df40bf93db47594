#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsroom {

// A record's number inside one database: small, dense, never shown to a reader. 0 means not saved yet.
using Number = std::int64_t;

enum class ArticleKind { article, page };
enum class Status { draft, scheduled, published, withdrawn };

std::string_view name_of(ArticleKind);
std::string_view name_of(Status);
Result<ArticleKind> article_kind_from(std::string_view);
Result<Status> status_from(std::string_view);

// The picture over an article. `path` is root-relative (`/media/…`) or an absolute URL; empty: no picture.
struct FeaturePicture {
    std::string path;
    std::string alt;
    std::string caption; // clean inline HTML
    std::string credit;
    bool operator==(FeaturePicture const&) const = default;
};

struct Correction {
    UtcMillis corrected_at = 0;
    std::string text;
    bool is_retraction = false; // it takes the whole article back
    bool operator==(Correction const&) const = default;
};

// An article, or a page (About, Privacy policy) that stands outside the stream of articles.
struct Article {
    Number number = 0;
    std::string id; // 24 hexadecimal digits, for the outside; empty on a new article: made by the store
    ArticleKind kind = ArticleKind::article;
    std::string language; // BCP 47, lower case: "en", "ru"
    std::string slug; // unique in its language
    std::string title;
    std::string standfirst;
    std::string body; // sanitised HTML (html/sanitise.h)
    FeaturePicture picture;
    std::optional<Number> section; // a tag, and one of `tags`
    std::vector<Number> tags; // in order, each once
    std::vector<Number> bylines;
    std::vector<Correction> corrections; // oldest first
    Status status = Status::draft;
    UtcMillis created_at = 0;
    UtcMillis updated_at = 0;
    std::optional<UtcMillis> published_at; // in the future while scheduled
    std::string translation_key; // articles that share it are translations of each other; empty: none
    std::string canonical_url; // where it was first published, if elsewhere
    bool no_appeal = false;
    bool featured = false;
    std::string template_name; // a theme's own template, "custom-…"
    std::string meta_title;
    std::string meta_description;
    std::string source; // where an import found it ("ghost:5f1…"); empty: written here
    std::string source_hash;
    bool operator==(Article const&) const = default;
};

} // namespace broadsheet::newsroom
