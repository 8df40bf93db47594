#include "site/helpers/helpers.h"

#include "base/ascii.h"
#include "site/helpers/support.h"

#include <algorithm>

namespace broadsheet::site {

namespace {

Result<Value> answer(Call const& call, bool is_true)
{
    if (!call.is_block())
        return Value(is_true);
    TRY(is_true ? call.fn(call.context()) : call.inverse(call.context()));
    return Value();
}

Result<Value> is(Call const& call)
{
    auto const& rendering = rendering_of(call);
    auto const wanted = split_list(call[0].string());
    return answer(
        call, std::any_of(wanted.begin(), wanted.end(), [&](auto kind) { return rendering.is(kind); }));
}

// "count:2", "count:>1" about a list; anything else does not count.
bool count_matches(std::string_view condition, std::size_t count)
{
    if (!condition.starts_with("count:"))
        return false;
    condition.remove_prefix(6);
    auto const sign = condition.empty() ? ' ' : condition.front();
    if (sign == '<' || sign == '>')
        condition.remove_prefix(1);
    auto const wanted = number_of(Value(std::string(condition)), -1);
    auto const actual = static_cast<long long>(count);
    return wanted >= 0 && (sign == '<' ? actual < wanted : sign == '>' ? actual > wanted : actual == wanted);
}

// Whether a list of tags or authors has one of these names or slugs.
bool list_has(Value const& list, std::string_view wanted)
{
    auto const* items = list.list();
    if (!items)
        return false;
    for (auto part : split_list(wanted)) {
        if (count_matches(part, items->size()))
            return true;
        for (std::size_t i = 0; i < items->size(); ++i) {
            auto const item = items->at(i);
            if (equals_ignoring_case(item.get("name"_key).string(), part)
                || item.get("slug"_key).string() == part)
                return true;
        }
    }
    return false;
}

bool is_one_of(Value const& value, std::string_view wanted)
{
    auto const text = value.text();
    auto const parts = split_list(wanted);
    return std::find(parts.begin(), parts.end(), text) != parts.end();
}

// "3", "3, 6" or "nth:3" about a loop's counter.
bool counter_matches(Value const& counter, std::string_view wanted)
{
    if (!counter.is_number())
        return false;
    auto const number = static_cast<long long>(counter.number());
    for (auto part : split_list(wanted)) {
        auto const is_nth = part.starts_with("nth:");
        auto const value = number_of(Value(std::string(is_nth ? part.substr(4) : part)), 0);
        if (is_nth ? value > 0 && number % value == 0 : number == value)
            return true;
    }
    return false;
}

std::size_t count_present(Call const& call, std::vector<std::string_view> const& names)
{
    return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [&](std::string_view name) {
        if (name.starts_with('@'))
            return !call.data(templates::Key(name.substr(1))).is_empty();
        return !call.context().get(templates::Key(name)).is_empty();
    }));
}

bool has_attribute(Call const& call, std::string_view name, std::string_view wanted)
{
    auto const& context = call.context();
    auto const section = context.get("section"_key);
    if (name == "tag")
        return list_has(context.get("tags"_key), wanted);
    if (name == "author")
        return list_has(context.get("authors"_key), wanted);
    if (name == "section")
        return is_one_of(section.get("slug"_key), wanted);
    if (name == "number" || name == "index")
        return counter_matches(call.data(templates::Key(name)), wanted);
    if (name == "any")
        return count_present(call, split_list(wanted)) > 0;
    if (name == "all")
        return count_present(call, split_list(wanted)) == split_list(wanted).size();
    return is_one_of(context.get(templates::Key(name)), wanted); // slug, id, language, visibility
}

Result<Value> has(Call const& call)
{
    auto const& conditions = call.hash();
    return answer(call, std::any_of(conditions.begin(), conditions.end(), [&](auto const& condition) {
        return has_attribute(call, condition.name.text(), condition.value.text());
    }));
}

bool compare(Value const& left, std::string_view sign, Value const& right)
{
    auto const is_order = left.is_number() || right.is_number();
    auto const difference = is_order ? left.number() - right.number()
                                     : static_cast<double>(left.string().compare(right.string()));
    if (sign == ">")
        return difference > 0;
    if (sign == "<")
        return difference < 0;
    if (sign == ">=")
        return difference >= 0;
    if (sign == "<=")
        return difference <= 0;
    auto const text = left.text();
    auto const part = right.text();
    if (sign == "~")
        return text.find(part) != std::string::npos;
    if (sign == "~^")
        return text.starts_with(part);
    if (sign == "~$")
        return text.ends_with(part);
    auto const is_equal = left.is_same(right) || (left.is_nothing() && right.is_nothing());
    return sign == "!=" ? !is_equal : is_equal;
}

Result<Value> match(Call const& call)
{
    if (call.size() == 1)
        return answer(call, call[0].is_truthy());
    if (call.size() == 2)
        return answer(call, compare(call[0], "=", call[1]));
    if (call.size() != 3)
        return invalid("match takes one to three arguments: {{#match title \"=\" \"About\"}}");
    return answer(call, compare(call[0], call[1].string(), call[2]));
}

} // namespace

void add_condition_helpers(Helpers& helpers)
{
    helpers.add("is", is);
    helpers.add("has", has);
    helpers.add("match", match);
}

} // namespace broadsheet::site
