#include "base/form.h"

#include "base/encoding.h"
#include "base/utf8.h"

#include <algorithm>

namespace broadsheet {

namespace {

std::optional<std::string> decode(std::string_view text)
{
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    auto decoded = percent_decode(spaced);
    if (!decoded || !is_valid_utf8(*decoded))
        return std::nullopt;
    return std::move(*decoded);
}

} // namespace

FormFields parse_form(std::string_view text, std::size_t limit)
{
    FormFields fields;
    while (!text.empty() && fields.size() < limit) {
        auto const end = std::min(text.find('&'), text.size());
        auto const pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty())
            continue;
        auto const equals = std::min(pair.find('='), pair.size());
        auto name = decode(pair.substr(0, equals));
        auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
        if (name && value)
            fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::optional<std::string_view> find_field(FormFields const& fields, std::string_view name)
{
    auto const found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
    if (found == fields.end())
        return std::nullopt;
    return found->second;
}

std::string_view find_pair(std::string_view query, std::span<std::string_view const> names)
{
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        if (std::ranges::find(names, pair.substr(0, pair.find('='))) != names.end())
            return pair;
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
    }
    return {};
}

std::vector<std::string_view> find_fields(FormFields const& fields, std::string_view name)
{
    std::vector<std::string_view> values;
    for (auto const& [field_name, value] : fields)
        if (field_name == name)
            values.push_back(value);
    return values;
}

} // namespace broadsheet
