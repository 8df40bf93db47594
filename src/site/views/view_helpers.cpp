#include "site/views/view_helpers.h"

#include "site/views/view_set.h"
#include "text/dates.h"
#include "text/nested_quotes.h"

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

using templates::Call;
using templates::Value;

void replace_all(std::string& text, std::string_view name, std::string_view with, std::string_view language)
{
    auto const placeholder = fmt::format("{{{}}}", name);
    for (auto at = text.find(placeholder); at != std::string::npos;) {
        auto const nested = text::nested_quotes(with, std::string_view(text).substr(0, at), language);
        text.replace(at, placeholder.size(), nested);
        at = text.find(placeholder, at + nested.size());
    }
}

Result<Value> translate(Call const& call)
{
    auto const& rendering = call.user<ViewRendering>();
    using namespace templates::literals;
    auto const& count = call.hash("count"_key);
    auto const category = count.is_number()
        ? plural_category(rendering.language, static_cast<long long>(count.number()))
        : "other";
    auto text = rendering.views.translated(rendering.language, call[0].text(), category);
    for (auto const& [name, value] : call.hash())
        replace_all(text, name.text(), value.text(), rendering.language);
    return Value(std::move(text));
}

Result<Value> is(Call const& call)
{
    return Value(call[0].text() == call[1].text());
}

Result<Value> time(Call const& call)
{
    auto const at = static_cast<UtcMillis>(call[0].number());
    if (at == 0)
        return Value();
    auto const& rendering = call.user<ViewRendering>();
    return Value::safe(fmt::format(R"(<time datetime="{}">{}</time>)", text::format_rfc3339(at),
        escape_html(text::format_date_time(at, rendering.zone, rendering.language))));
}

} // namespace

templates::Helpers view_helpers()
{
    templates::Helpers helpers;
    helpers.add("t", translate);
    helpers.add("is", is);
    helpers.add("time", time);
    return helpers;
}

} // namespace broadsheet::site
