#include "site/helpers/support.h"

#include "base/encoding.h"
#include "site/helpers/helpers.h"

#include <charconv>

namespace broadsheet::site {

Helpers theme_helpers()
{
    Helpers helpers;
    for (auto add : {add_text_helpers, add_date_helpers, add_loop_helpers, add_condition_helpers,
             add_get_helper, add_link_helpers, add_navigation_helpers, add_picture_helpers, add_post_helpers,
             add_class_helpers, add_head_helpers, add_layout_helpers, add_colour_helpers, add_appeal_helpers,
             add_absent_helpers})
        add(helpers);
    return helpers;
}

long long number_of(Value const& value, long long otherwise)
{
    if (value.is_number())
        return static_cast<long long>(value.number());
    auto const text = value.string();
    long long number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

std::vector<std::string_view> split_list(std::string_view list, char separator)
{
    std::vector<std::string_view> parts;
    while (!list.empty()) {
        auto part = list.substr(0, list.find(separator));
        list.remove_prefix(std::min(part.size() + 1, list.size()));
        auto const first = part.find_first_not_of(' ');
        if (first == std::string_view::npos)
            continue;
        part = part.substr(first, part.find_last_not_of(' ') - first + 1);
        parts.push_back(part);
    }
    return parts;
}

Result<Value> open_field(Call const& call, Value const& field)
{
    if (field.is_empty()) {
        TRY(call.inverse(call.context()));
        return Value();
    }
    if (auto const* list = field.list()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            TRY(call.fn(list->at(i)));
        return Value();
    }
    TRY(call.fn(field.kind() == Value::Kind::boolean ? call.context() : field));
    return Value();
}

void append_attribute(std::string& out, std::string_view name, std::string_view value)
{
    if (value.empty())
        return;
    out.append(" ").append(name).append("=\"");
    broadsheet::append_escaped(out, value);
    out += '"';
}

} // namespace broadsheet::site
