#pragma once

#include "exchange/imported_article.h"
#include "exchange/markdown_file.h"
#include "exchange/media_references.h"
#include "text/time_zone.h"

#include <functional>

namespace broadsheet::exchange {

// What a folder of Markdown means where a file does not say it itself.
struct MarkdownSource {
    std::string file; // in the folder, '/' between parts: "en/the-ferry.md"
    std::string language; // of files that name none and lie in no folder of a language
    text::TimeZone time_zone; // of times without an offset
    UtcMillis now = 0; // when pages without a date are published
    // Returns the address of the article that a file of the folder is, as an attribute holds it; "": it is
    // none.
    using PathOfFile = std::function<std::string(std::string const& file)>;
    PathOfFile path_of_file;
};

// Returns the name by which the article that was made of a file is known again.
std::string markdown_source(std::string_view file);

// Where an article is found.
struct MarkdownAddress {
    std::string language; // "": neither the file nor its folder names one
    std::string slug;
};
Result<MarkdownAddress> address_of(Yaml const& front, std::filesystem::path const& file);

// Whether it is a field of the front matter that markdown_article() reads.
bool is_front_matter_field(std::string_view name);

// Returns ours for a field that other programs write; "": it is none of theirs.
std::string_view field_for(std::string_view name);
// Returns the names of a list in front matter; a text in its place may hold several, with commas between.
Result<std::vector<std::string>> names_at(Yaml const& front, std::string_view key);

// Turns a Markdown file into an article: a page below "pages/", an article elsewhere. Errors name the field.
// Thread-safe.
Result<ImportedArticle> markdown_article(MarkdownFile const&, MarkdownSource const&, MediaReferences&);

} // namespace broadsheet::exchange
