#pragma once

#include "exchange/imported_article.h"
#include "exchange/newsletter_file.h"
#include "exchange/yaml.h"
#include "newsroom/appeal.h"

namespace broadsheet::exchange {

// Reads newspaper.yaml, which says beside a folder of Markdown what the newspaper is called, its languages,
// sections, tags, bylines, appeals and newsletters (docs/import.md). Errors name the line.
class NewspaperFile {
public:
    static Result<NewspaperFile> parse(std::string_view yaml);

    std::vector<std::string> languages; // empty: it does not say
    std::string time_zone;
    std::vector<newsroom::Tag> tags; // sections first
    std::vector<newsroom::Byline> bylines;
    std::vector<newsroom::Appeal> appeals;
    std::vector<DescribedNewsletter> newsletters;

    // Puts what the file says in the place of the newspaper's settings.
    void apply(newsroom::Settings&) const;

private:
    Result<void> take_tags(Yaml const& list, bool are_sections);
    Result<void> take_bylines(Yaml const& list);
    std::string const& first_language() const;

    newsroom::Settings settings_;
};

} // namespace broadsheet::exchange
