#include "exchange/yaml_texts.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

Result<newsroom::Settings::Texts> texts_by_language(
    Yaml const& map, std::string_view key, std::string const& first)
{
    newsroom::Settings::Texts texts;
    auto const& value = map[key];
    if (value.kind == Yaml::Kind::text)
        texts[first] = value.text;
    else if (value.kind == Yaml::Kind::list)
        return invalid(fmt::format("line {}: \"{}\" is a list", value.line, key));
    for (auto const& [language, text] : value.map) {
        if (text.kind != Yaml::Kind::text)
            return invalid(fmt::format("line {}: \"{}\" is not text", text.line, key));
        texts[language] = text.text;
    }
    return texts;
}

} // namespace broadsheet::exchange
