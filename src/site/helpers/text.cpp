#include "base/encoding.h"
#include "html/plain_text.h"
#include "site/helpers/helpers.h"
#include "site/helpers/json_text.h"
#include "site/helpers/support.h"
#include "site/translate.h"

namespace broadsheet::site {

namespace {

Result<Value> concat(Call const& call)
{
    auto const separator = call.hash("separator"_key).text();
    std::string result;
    for (std::size_t i = 0; i < call.size(); ++i)
        result += (i > 0 ? separator : "") + call[i].text();
    return Value(std::move(result));
}

Result<Value> split(Call const& call)
{
    auto const text = call[0].text();
    auto separator = call.hash("separator"_key).text();
    if (separator.empty())
        separator = ",";
    auto parts = std::make_shared<templates::Array>();
    for (std::size_t at = 0; at <= text.size();) {
        auto const end = std::min(text.find(separator, at), text.size());
        if (end > at)
            parts->push_back(Value(text.substr(at, end - at)));
        at = end + separator.size();
    }
    return Value::own(std::move(parts));
}

Result<Value> encode(Call const& call)
{
    return Value(percent_encode(call[0].text()));
}

Result<Value> raw(Call const& call)
{
    TRY(call.fn(call.context()));
    return Value();
}

Result<Value> json(Call const& call)
{
    std::string result;
    append_json(result, call[0]);
    return Value::safe(std::move(result));
}

Result<Value> translate(Call const& call)
{
    auto const& rendering = rendering_of(call);
    Placeholders placeholders;
    for (auto const& variable : call.hash())
        placeholders.emplace_back(variable.name.text(), variable.value.text());
    auto const& count = call.hash("count"_key);
    return Value(translated(rendering.theme, rendering.language_tag(), call[0].text(), placeholders,
        count.is_nothing() ? std::nullopt : std::optional(number_of(count, 0))));
}

Result<Value> plural(Call const& call)
{
    auto const count = number_of(call[0], 0);
    auto const category = plural_category(rendering_of(call).language_tag(), count);
    auto form = count == 0 ? call.hash("empty"_key).text() : call.hash(templates::Key(category)).text();
    if (form.empty())
        form = count == 1 ? call.hash("singular"_key).text() : call.hash("plural"_key).text();
    if (auto place = form.find('%'); place != std::string::npos)
        form.replace(place, 1, std::to_string(count));
    return Value(std::move(form));
}

Result<Value> title(Call const& call)
{
    auto field = call.context().get("title"_key);
    return call.is_block() ? open_field(call, field) : field;
}

Result<Value> excerpt(Call const& call)
{
    auto const field = call.context().get("excerpt"_key);
    if (call.is_block())
        return open_field(call, field);
    if (auto const characters = number_of(call.hash("characters"_key), 0); characters > 0)
        return Value(html::excerpt_of_characters(field.string(), static_cast<std::size_t>(characters)));
    auto const words = number_of(call.hash("words"_key), 50);
    return Value(html::excerpt_of_words(field.string(), static_cast<std::size_t>(std::max(words, 0LL))));
}

Result<Value> readable_url(Call const& call)
{
    auto const url = call[0].text();
    std::string_view rest = url;
    if (auto scheme = rest.find("://"); scheme != std::string_view::npos)
        rest.remove_prefix(scheme + 3);
    if (rest.starts_with("www."))
        rest.remove_prefix(4);
    rest = rest.substr(0, rest.find_first_of("?#"));
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    return Value(std::string(rest));
}

} // namespace

void add_text_helpers(Helpers& helpers)
{
    helpers.add("concat", concat);
    helpers.add("split", split);
    helpers.add("encode", encode);
    helpers.add("raw", raw);
    helpers.add("json", json);
    helpers.add("t", translate);
    helpers.add("plural", plural);
    helpers.add("title", title);
    helpers.add("excerpt", excerpt);
    helpers.add("readable_url", readable_url);
}

} // namespace broadsheet::site
