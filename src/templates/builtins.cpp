#include "templates/builtins.h"

#include "base/log.h"

#include <array>
#include <fmt/format.h>

// What Handlebars brings along (https://handlebarsjs.com/guide/builtin-helpers.html).
namespace broadsheet::templates {

namespace {

Result<void> check_block_with_one_argument(Call const& call)
{
    if (!call.is_block())
        return invalid(fmt::format("{0} is a block: write {{{{#{0} …}}}}…{{{{/{0}}}}}", call.name()));
    if (call.size() != 1)
        return invalid(fmt::format("#{} requires exactly one argument", call.name()));
    return {};
}

Result<Value> if_or_unless(Call const& call, bool wanted)
{
    TRY(check_block_with_one_argument(call));
    auto condition = TRY(call.resolve(call[0]));
    bool include_zero = call.hash("includeZero"_key).is_truthy();
    bool holds = !condition.is_empty() && (include_zero || condition.is_truthy());
    TRY(holds == wanted ? call.fn(call.context()) : call.inverse(call.context()));
    return Value();
}

Result<Value> with(Call const& call)
{
    TRY(check_block_with_one_argument(call));
    auto context = TRY(call.resolve(call[0]));
    TRY(context.is_empty() ? call.inverse(call.context()) : call.fn(context, {.params = {&context, 1}}));
    return Value();
}

Result<Value> each(Call const& call)
{
    if (call.size() == 0)
        return invalid("Must pass iterator to #each: write {{#each list}}");
    auto items = TRY(call.resolve(call[0]));
    TRY(run_each(call, items));
    return Value();
}

Result<Value> lookup(Call const& call)
{
    if (call.size() != 2)
        return invalid(
            "lookup takes two arguments: an object or list, and the name or index of what is in it");
    if (!call[0].is_truthy())
        return call[0];
    auto name = call[1].text();
    return call[0].get(Key(name));
}

Result<Value> log(Call const& call)
{
    std::string line;
    for (auto const& argument : call.arguments())
        line.append(line.empty() ? "" : " ").append(argument.text());
    log_line(LogLevel::info, line);
    return Value();
}

// The @data and block parameters of one round of #each.
class Round {
public:
    explicit Round(std::size_t count)
        : count_(count)
    {
    }

    Result<void> run(Call const& call, std::size_t index, Value key, Value item)
    {
        data_[0].value = key;
        data_[1].value = index;
        data_[2].value = index == 0;
        data_[3].value = index + 1 == count_;
        params_ = {std::move(item), std::move(key)};
        return call.fn(params_[0], {.data = data_, .params = params_});
    }

private:
    std::size_t count_;
    std::array<Variable, 4> data_{Variable{"key"_key, {}}, Variable{"index"_key, {}},
        Variable{"first"_key, {}}, Variable{"last"_key, {}}};
    std::array<Value, 2> params_;
};

} // namespace

Result<void> run_each(Call const& call, Value const& items)
{
    if (auto const* list = items.list(); list && list->size() > 0) {
        Round round(list->size());
        for (std::size_t i = 0; i < list->size(); ++i)
            TRY(round.run(call, i, i, list->at(i)));
        return {};
    }
    if (auto const* object = items.object()) {
        auto keys = object->keys();
        Round round(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            TRY(round.run(call, i, Value::borrow(keys[i]), object->get(Key(keys[i]))));
        if (!keys.empty())
            return {};
    }
    return call.inverse(call.context());
}

Helpers::Helpers()
{
    add("if", [](Call const& call) { return if_or_unless(call, true); });
    add("unless", [](Call const& call) { return if_or_unless(call, false); });
    add("with", with);
    add("each", each);
    add("lookup", lookup);
    add("log", log);
}

} // namespace broadsheet::templates
