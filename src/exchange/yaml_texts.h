#pragma once

#include "exchange/yaml.h"
#include "newsroom/settings.h"

namespace broadsheet::exchange {

// Returns a text by language: `{en: Politics, ru: Политика}`, or one text for the first language.
Result<newsroom::Settings::Texts> texts_by_language(
    Yaml const& map, std::string_view key, std::string const& first);

} // namespace broadsheet::exchange
