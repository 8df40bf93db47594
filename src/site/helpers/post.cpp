#include "site/contexts/post.h"

#include "base/encoding.h"
#include "html/plain_text.h"
#include "site/appeals/appeal_html.h"
#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/pictures.h"
#include "site/translate.h"

#include <algorithm>
#include <array>

namespace broadsheet::site {

namespace {

Post const* post_of(Value const& value)
{
    return dynamic_cast<Post const*>(value.object());
}

// Where a text next stands.
struct Ahead {
    std::string_view text;
    std::size_t at;
};

// A table or a listing that is too wide scrolls sideways, and the keyboard must reach it for that
// (WCAG 2.1.1). A sanitised body has "<" only where a tag begins.
std::string with_reachable_scrollers(std::string body)
{
    constexpr std::string_view attribute = R"( tabindex="0")";
    std::string out;
    std::size_t copied = 0;
    std::array<Ahead, 2> tags{Ahead{"<table", body.find("<table")}, Ahead{"<pre", body.find("<pre")}};
    while (true) {
        auto& tag = *std::ranges::min_element(tags, {}, &Ahead::at);
        if (tag.at == std::string::npos)
            break;
        auto const behind = tag.at + tag.text.size();
        out.append(body, copied, behind - copied).append(attribute);
        copied = behind;
        tag.at = body.find(tag.text, behind);
    }
    return copied == 0 ? body : out.append(body, copied);
}

Result<Value> content(Call const& call)
{
    auto const* post = post_of(call.context());
    if (!post || !post->text())
        return Value();
    auto const& body = post->text()->body;
    if (auto const words = number_of(call.hash("words"_key), 0); words > 0)
        return Value(html::excerpt_of_words(html::plain_text(body), static_cast<std::size_t>(words)));
    if (auto const characters = number_of(call.hash("characters"_key), 0); characters > 0)
        return Value(
            html::excerpt_of_characters(html::plain_text(body), static_cast<std::size_t>(characters)));
    auto& rendering = rendering_of(call);
    auto html = with_reachable_scrollers(with_complete_pictures(rendering, body));
    if (call.hash("appeal"_key).text() == "false")
        return Value::safe(std::move(html));
    return Value::safe(TRY(with_message(std::move(html), rendering)));
}

Result<Value> reading_time(Call const& call)
{
    auto const& rendering = rendering_of(call);
    auto const minutes = number_of(call.context().get("reading_time"_key), 1);
    auto form = call.hash(minutes == 1 ? "minute"_key : "minutes"_key).text();
    if (form.empty())
        return Value(translated(rendering.theme, rendering.language_tag(), "{count} min read",
            {{"count", std::to_string(minutes)}}, minutes));
    if (auto place = form.find('%'); place != std::string::npos)
        form.replace(place, 1, std::to_string(minutes));
    return Value(std::move(form));
}

// Writes tags or authors as {{tags separator=", " prefix="" suffix="" autolink=true from=1 to=… limit=…}}.
Result<Value> linked_names(Call const& call, templates::Key field)
{
    auto const value = call.context().get(field);
    if (call.is_block())
        return open_field(call, value);
    auto const* list = value.list();
    if (!list)
        return Value();
    auto const from = static_cast<std::size_t>(std::max(number_of(call.hash("from"_key), 1), 1LL)) - 1;
    auto const to = number_of(call.hash("to"_key), static_cast<long long>(list->size()));
    auto const limit = number_of(call.hash("limit"_key), static_cast<long long>(list->size()));
    auto const end = std::min({list->size(), static_cast<std::size_t>(std::max(to, 0LL)),
        from + static_cast<std::size_t>(std::max(limit, 0LL))});
    auto const is_linked = call.hash("autolink"_key).text() != "false";
    auto const separator = call.hash("separator"_key);

    std::string html;
    for (auto i = from; i < end; ++i) {
        auto const item = list->at(i);
        if (i > from)
            broadsheet::append_escaped(html, separator.is_undefined() ? ", " : separator.string());
        if (is_linked) {
            html += "<a";
            append_attribute(html, "href", item.get("url"_key).string());
            html += '>';
        }
        broadsheet::append_escaped(html, item.get("name"_key).string());
        if (is_linked)
            html += "</a>";
    }
    if (html.empty())
        return Value();
    return Value::safe(
        escape_html(call.hash("prefix"_key).text()) + html + escape_html(call.hash("suffix"_key).text()));
}

Result<Value> neighbouring_post(Call const& call, Direction direction)
{
    auto const* post = post_of(call.context());
    auto found = Value();
    if (post) {
        auto const& catalogue = post->rendering().catalogue();
        auto const listing = call.hash("in"_key).string() == "primary_tag"
            ? section_listing(catalogue, post->ordinal())
            : catalogue.articles(post->language());
        found = post_value(post->rendering(), neighbour(listing, post->ordinal(), direction));
    }
    if (!call.is_block())
        return Value();
    if (found.is_nothing()) {
        TRY(call.inverse(call.context()));
        return Value();
    }
    std::array const params{found};
    TRY(call.fn(found, {{}, params}));
    return Value();
}

} // namespace

void add_post_helpers(Helpers& helpers)
{
    helpers.add("content", content);
    helpers.add("reading_time", reading_time);
    helpers.add("tags", [](Call const& call) { return linked_names(call, "tags"_key); });
    helpers.add("authors", [](Call const& call) { return linked_names(call, "authors"_key); });
    helpers.add("next_post", [](Call const& call) { return neighbouring_post(call, Direction::newer); });
    helpers.add("prev_post", [](Call const& call) { return neighbouring_post(call, Direction::older); });
}

} // namespace broadsheet::site
