#include "exchange/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace broadsheet::exchange {

namespace {

constexpr int most_depth = 32;
constexpr int most_values = 200'000;

Result<Yaml> copy(YAML::Node const& node, int depth, int& values)
{
    Yaml value;
    value.line = node.Mark().line + 1;
    if (depth > most_depth || ++values > most_values)
        return limit_reached(fmt::format("line {}: more than {} values, or nested more than {} deep",
            value.line, most_values, most_depth));
    if (node.IsScalar()) {
        value.kind = Yaml::Kind::text;
        value.text = node.Scalar();
    } else if (node.IsSequence()) {
        value.kind = Yaml::Kind::list;
        for (auto const& item : node)
            value.list.push_back(TRY(copy(item, depth + 1, values)));
    } else if (node.IsMap()) {
        value.kind = Yaml::Kind::map;
        for (auto const& member : node) {
            if (!member.first.IsScalar())
                return invalid(fmt::format("line {}: a name is not text", value.line));
            value.map.push_back({member.first.Scalar(), TRY(copy(member.second, depth + 1, values))});
        }
    }
    return value;
}

} // namespace

Result<Yaml> Yaml::parse(std::string_view text, std::size_t limit)
{
    if (text.size() > limit)
        return limit_reached(fmt::format("{} bytes of YAML; at most {} are read", text.size(), limit));
    int values = 0;
    try {
        return copy(YAML::Load(std::string(text)), 0, values);
    } catch (YAML::Exception const& exception) {
        return invalid(fmt::format("line {}: {}", exception.mark.line + 1, exception.msg));
    }
}

Yaml const& Yaml::operator[](std::string_view key) const
{
    static Yaml const nothing;
    for (auto const& [name, value] : map)
        if (name == key)
            return value;
    return nothing;
}

Result<std::string> Yaml::text_at(std::string_view key) const
{
    auto const& value = (*this)[key];
    if (value.kind != Kind::none && value.kind != Kind::text)
        return invalid(fmt::format("\"{}\" is not text (line {})", key, value.line));
    return value.text;
}

Result<std::vector<std::string>> Yaml::texts_at(std::string_view key) const
{
    auto const& value = (*this)[key];
    std::vector<std::string> texts;
    if (value.kind == Kind::text)
        texts.push_back(value.text);
    else if (value.kind == Kind::map)
        return invalid(fmt::format("\"{}\" is not a list (line {})", key, value.line));
    for (auto const& item : value.list) {
        if (item.kind != Kind::text)
            return invalid(fmt::format("\"{}\" holds something that is not text (line {})", key, item.line));
        texts.push_back(item.text);
    }
    return texts;
}

} // namespace broadsheet::exchange
