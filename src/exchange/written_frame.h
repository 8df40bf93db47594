#pragma once

#include "exchange/newsletter_file.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace broadsheet::exchange {

using NumbersBySlug = std::unordered_map<std::string, newsroom::Number>;

// What the newspaper has once a source's Frame is written, and the source's articles refer to.
struct WrittenFrame {
    newsroom::Settings settings;
    std::string record_language; // of records that name none
    NumbersBySlug tags;
    NumbersBySlug bylines;
    std::string source_kind; // as Frame has them
    std::unordered_set<std::string> sources;
    // Languages that the newspaper did not have before its articles came, and how many are in each.
    std::map<std::string, std::int64_t> added_languages;
    std::vector<DescribedNewsletter> newsletters; // with ids; their issues wait for their articles
};

} // namespace broadsheet::exchange
