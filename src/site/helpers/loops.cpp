#include "site/helpers/helpers.h"
#include "site/helpers/support.h"

#include <algorithm>
#include <array>

namespace broadsheet::site {

namespace {

// The part of a collection a {{#foreach}} goes through: `from` and `to` are counted from 1.
struct Range {
    std::size_t first = 0;
    std::size_t end = 0;
};

Range range_of(Call const& call, std::size_t size)
{
    auto const from = std::max(number_of(call.hash("from"_key), 1), 1LL);
    Range range{std::min(static_cast<std::size_t>(from - 1), size), size};
    if (auto const to = number_of(call.hash("to"_key), -1); to >= 0)
        range.end = std::clamp(static_cast<std::size_t>(to), range.first, size);
    if (auto const limit = number_of(call.hash("limit"_key), -1); limit >= 0)
        range.end = std::min(range.end, range.first + static_cast<std::size_t>(limit));
    return range;
}

// Renders the block for one element, with the variables Ghost gives it.
Result<void> render_round(
    Call const& call, Value const& element, Value key, std::size_t at, Range const& range)
{
    auto const columns = number_of(call.hash("columns"_key), 0);
    auto const place = static_cast<long long>(at - range.first);
    std::array const data{
        templates::Variable{"index"_key, Value(at)},
        templates::Variable{"number"_key, Value(at + 1)},
        templates::Variable{"key"_key, key},
        templates::Variable{"first"_key, Value(at == range.first)},
        templates::Variable{"last"_key, Value(at + 1 == range.end)},
        templates::Variable{"even"_key, Value(at % 2 == 1)},
        templates::Variable{"odd"_key, Value(at % 2 == 0)},
        templates::Variable{"rowStart"_key, Value(columns > 0 && place % columns == 0)},
        templates::Variable{"rowEnd"_key, Value(columns > 0 && place % columns == columns - 1)},
    };
    std::array const params{element, std::move(key)};
    return call.fn(element, {data, params});
}

Result<Value> foreach (Call const& call)
{
    if (call.size() == 0)
        return invalid("foreach needs a list: {{#foreach posts}}");
    if (auto const* list = call[0].list()) {
        auto const range = range_of(call, list->size());
        for (auto at = range.first; at < range.end; ++at)
            TRY(render_round(call, list->at(at), Value(at), at, range));
        if (range.first == range.end)
            TRY(call.inverse(call.context()));
        return Value();
    }
    auto const* object = call[0].object();
    auto const keys = object ? object->keys() : std::vector<std::string_view>();
    auto const range = range_of(call, keys.size());
    for (auto at = range.first; at < range.end; ++at)
        TRY(render_round(
            call, object->get(templates::Key(keys[at])), Value(std::string(keys[at])), at, range));
    if (range.first == range.end)
        TRY(call.inverse(call.context()));
    return Value();
}

} // namespace

void add_loop_helpers(Helpers& helpers)
{
    helpers.add("foreach", foreach);
}

} // namespace broadsheet::site
