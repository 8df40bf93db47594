#pragma once

#include "exchange/newsletter_file.h"
#include "newsroom/appeal.h"
#include "newsroom/article.h"
#include "newsroom/article_facts.h"
#include "newsroom/list_addresses.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

namespace broadsheet::exchange {

// An article as an import understands it: complete, its body sanitised, its tags and bylines named by slug.
struct ImportedArticle {
    newsroom::Article article; // without number, section, tags and bylines
    std::string section;
    std::vector<std::string> tags;
    std::vector<std::string> bylines;
    std::vector<std::string> former_paths; // root-relative; they lead to the article from now on
    // From an export of ours, which says every field: the article is known by its id, and no source hash
    // tells whether it has changed.
    bool is_ours = false;
    // Copies from the article as it stands here what this kind of source has no words for; null: it has for
    // all.
    void (*keep_unsaid)(newsroom::Article const& here, newsroom::Article&) = nullptr;
    // Why it became a draft though the source shows it to somebody; empty: it did not.
    std::string held_back;
    newsroom::ArticleFacts facts;
};

// One record of the source, or why it could not be understood.
struct ImportedRecord {
    std::string name; // for the report: a person finds the record by it
    Result<ImportedArticle> article = invalid("not read");
    std::vector<std::string> notes; // what was changed on the way
    std::size_t bytes = 0; // about so much memory
};

// What stands around the articles of a source.
struct Frame {
    std::function<void(newsroom::Settings&)> apply_settings; // empty: the source has none
    std::string language; // the source's own name for it ("ru-RU"); empty: it names none
    std::vector<newsroom::Tag> tags; // numbers and empty ids are found or made by the writer
    bool knows_sections = false; // whether is_section and position are the source's own words
    std::vector<newsroom::Byline> bylines;
    // Of which the source knows no more than that articles name them: made where there is none here yet.
    std::vector<newsroom::Tag> named_tags;
    std::vector<newsroom::Byline> named_bylines;
    std::vector<newsroom::Redirect> redirects;
    // Where the source's own system had its lists: made where nothing leads away from there yet.
    struct FormerList {
        std::string from; // as newsroom::Redirect has it
        decltype(newsroom::ListAddress::path_of) path_of; // where it is here
        std::string slug;
        std::string language; // empty: the source's
    };
    std::vector<FormerList> former_lists;
    std::vector<newsroom::Appeal> appeals;
    // Of a source that is always read as a whole and whose records are known by names that may change: the
    // beginning of `Article::source` ("markdown:"), and every name there is now. Empty: of no such source.
    std::string source_kind;
    std::unordered_set<std::string> sources;
    std::vector<DescribedNewsletter> newsletters; // their issues are written behind the last article
};

} // namespace broadsheet::exchange
