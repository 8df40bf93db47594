#include "exchange/yaml.h"

#include <algorithm>
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace broadsheet::exchange {

namespace {

constexpr int most_depth = 32;
constexpr int most_values = 200'000;
constexpr std::size_t most_growth = 4; // times the document's own bytes
constexpr std::size_t free_bytes = 64 << 10; // that a small document may always have

// Copies what the library has parsed, in which an alias is but another name for a value.
class Copying {
public:
    Copying(std::size_t document_bytes, int first_line)
        : first_line_(first_line)
        , most_bytes_(std::max(free_bytes, most_growth * document_bytes))
    {
    }

    Result<Yaml> copy(YAML::Node const& node, int depth = 0)
    {
        Yaml value;
        value.line = node.Mark().line + first_line_;
        if (depth > most_depth || ++values_ > most_values)
            return limit_reached(fmt::format("line {}: more than {} values, or nested more than {} deep",
                value.line, most_values, most_depth));
        if (node.IsScalar()) {
            value.kind = Kind::text;
            value.text = TRY(copy_text(node));
        } else if (node.IsSequence()) {
            value.kind = Kind::list;
            for (auto const& item : node)
                value.list.push_back(TRY(copy(item, depth + 1)));
        } else if (node.IsMap()) {
            value.kind = Kind::map;
            for (auto const& member : node) {
                if (!member.first.IsScalar())
                    return invalid(fmt::format("line {}: a name is not text", value.line));
                auto name = TRY(copy_text(member.first));
                value.map.push_back({std::move(name), TRY(copy(member.second, depth + 1))});
            }
        }
        return value;
    }

private:
    using Kind = Yaml::Kind;

    Result<std::string> copy_text(YAML::Node const& node)
    {
        bytes_ += node.Scalar().size();
        if (bytes_ > most_bytes_)
            return limit_reached(
                fmt::format("line {}: its aliases repeat so much that it has more than {} bytes",
                    node.Mark().line + first_line_, most_bytes_));
        return node.Scalar();
    }

    int first_line_;
    std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    int values_ = 0;
};

} // namespace

Result<Yaml> Yaml::parse(std::string_view text, std::size_t limit, int first_line)
{
    if (text.size() > limit)
        return limit_reached(fmt::format("{} bytes of YAML; at most {} are read", text.size(), limit));
    try {
        return Copying(text.size(), first_line).copy(YAML::Load(std::string(text)));
    } catch (YAML::Exception const& exception) {
        bool const is_bare_colon = exception.msg == YAML::ErrorMsg::MAP_VALUE;
        return invalid(fmt::format("line {}: {}{}", exception.mark.line + first_line, exception.msg,
            is_bare_colon ? "; a text that holds \": \" stands in quotation marks" : ""));
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
