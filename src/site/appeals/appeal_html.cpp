#include "site/appeals/appeal_html.h"

#include "base/encoding.h"
#include "html/elements.h"
#include "html/tokeniser.h"
#include "site/appeals/appeal_value.h"
#include "site/contexts/site_data.h"
#include "site/rendering.h"
#include "site/shared_fragment.h"

#include <fmt/format.h>

namespace broadsheet::site {

using newsroom::Appeal;
using newsroom::Placement;

namespace {

Result<std::string> render_appeal(Rendering& rendering, Appeal const& appeal, Placement placement)
{
    SiteData const data(rendering);
    templates::RenderContext const context{appeal_value(rendering, appeal), &data, &rendering};
    return rendering.theme.templates().render(Theme::template_of(placement), context);
}

// The appeals of an edition do not move, so that the address of one, and of a part of it, are names.
Fragments::Name fragment_name(Rendering const& rendering, Appeal const& appeal, Placement placement)
{
    void const* const name = placement == Placement::bar ? static_cast<void const*>(&appeal.id)
                                                         : static_cast<void const*>(&appeal.slug);
    return {name, rendering.language};
}

bool is_of_edition(Rendering const& rendering, Appeal const& appeal)
{
    auto const& appeals = rendering.catalogue().appeals();
    return &appeal >= appeals.data() && &appeal < appeals.data() + appeals.size();
}

bool is_void(std::string_view name)
{
    auto const* element = html::find_element(name);
    return element && element->is_void();
}

void append_data(
    std::string& tag, Rendering const& rendering, std::string_view placement, Appeal const* appeal)
{
    if (!appeal)
        return;
    auto const* words = appeal->in(rendering.language_tag());
    tag += fmt::format(
        " data-{}=\"{}{}\"", placement, escape_html(appeal->slug), words && words->has_b() ? " b" : "");
}

} // namespace

Result<std::string> appeal_html(Rendering& rendering, Appeal const& appeal, Placement placement)
{
    if (!is_of_edition(rendering, appeal))
        return render_appeal(rendering, appeal, placement);
    return shared_fragment(rendering, fragment_name(rendering, appeal, placement),
        [&] { return render_appeal(rendering, appeal, placement); });
}

std::string appeal_head(Rendering const& rendering)
{
    auto const& appeals = rendering.appeals;
    auto const* script = rendering.theme.asset("appeal/appeal.js");
    if (script && !rendering.given.empty())
        return fmt::format(
            "<script async src=\"/assets/appeal/appeal.js?v={}\" data-given=\"{}\"></script>\n",
            script->version, escape_html(rendering.given));
    if (!appeals.are_any())
        return {};
    std::string html;
    if (auto const* style = rendering.theme.asset("appeal/appeal.css"))
        html.append("<style>").append(style->content).append("</style>\n");
    // Whoever looks at one before it is live, or goes to its own page, is shown it each time.
    if (script && !rendering.previewed_appeal && !rendering.own_appeal) {
        html += fmt::format("<script async src=\"/assets/appeal/appeal.js?v={}\"", script->version);
        append_data(html, rendering, "bar", appeals.bar);
        append_data(html, rendering, "message", appeals.message);
        auto const& limits = appeals.message ? *appeals.message : *appeals.bar;
        html += fmt::format(
            " data-views=\"{}\" data-days=\"{}\"></script>\n", limits.most_views, limits.view_days);
    }
    return html;
}

bool insert_first(std::string& page, std::string_view html)
{
    auto const body = page.find("<body");
    auto const end = body == std::string::npos ? body : page.find('>', body);
    if (end == std::string::npos)
        return false;
    page.insert(end + 1, html);
    return true;
}

Result<void> add_bar(std::string& page, Rendering& rendering)
{
    auto& appeals = rendering.appeals;
    if (!appeals.bar || appeals.is_bar_written)
        return {};
    appeals.is_bar_written = insert_first(page, TRY(appeal_html(rendering, *appeals.bar, Placement::bar)));
    return {};
}

Result<std::string> with_message(std::string body, Rendering& rendering)
{
    auto& appeals = rendering.appeals;
    if (!appeals.message || appeals.is_message_written)
        return body;
    auto const html = TRY(appeal_html(rendering, *appeals.message, Placement::message));
    auto const after = appeals.message->after_paragraphs;
    body.insert(after > 0 ? place_after_paragraphs(body, after) : body.size(), html);
    appeals.is_message_written = true;
    return body;
}

std::size_t place_after_paragraphs(std::string_view body, std::int64_t paragraphs)
{
    html::Tokeniser tokens(body);
    int depth = 0;
    std::size_t place = body.size();
    while (tokens.next()) {
        if (tokens.type() == html::TokenType::start_tag)
            depth += is_void(tokens.name()) ? 0 : 1;
        if (tokens.type() != html::TokenType::end_tag || --depth > 0 || tokens.name() != "p")
            continue;
        if (paragraphs-- == 0) // there is one after the place: the message does not end the article
            return place;
        if (paragraphs == 0)
            place = tokens.end();
    }
    return body.size();
}

} // namespace broadsheet::site
