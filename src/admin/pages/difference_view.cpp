#include "admin/pages/difference_view.h"

#include "html/plain_text.h"
#include "templates/collections.h"
#include "text/difference.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace broadsheet::admin {

using templates::Array;
using templates::Map;
using templates::Value;
using text::DifferencePart;

namespace {

using Paragraph = std::vector<DifferencePart>;

std::vector<Paragraph> paragraphs_of(std::vector<DifferencePart> const& parts)
{
    std::vector<Paragraph> paragraphs(1);
    for (auto const& part : parts) {
        std::string_view rest = part.text;
        while (!rest.empty()) {
            auto const end = std::min(rest.find('\n'), rest.size());
            if (end > 0)
                paragraphs.back().push_back({part.kind, std::string(rest.substr(0, end))});
            rest.remove_prefix(end);
            if (!rest.empty()) {
                rest.remove_prefix(1);
                paragraphs.emplace_back();
            }
        }
    }
    std::erase_if(paragraphs, [](Paragraph const& paragraph) { return paragraph.empty(); });
    return paragraphs;
}

bool is_changed(Paragraph const& paragraph)
{
    return std::ranges::any_of(
        paragraph, [](auto const& part) { return part.kind != DifferencePart::Kind::same; });
}

Value paragraph_fields(Paragraph const& paragraph)
{
    Array parts;
    for (auto const& part : paragraph)
        parts.push_back(Value::make<Map>(
            Map{{"text", part.text}, {"is_removed", part.kind == DifferencePart::Kind::removed},
                {"is_added", part.kind == DifferencePart::Kind::added}}));
    Map fields;
    fields.set("parts", Value::make<Array>(std::move(parts)));
    return Value::make<Map>(std::move(fields));
}

} // namespace

std::string lines_of(Visit const& visit, workflow::Content const& content)
{
    struct Fact {
        std::string_view label; // as in the article's form
        std::string const& value;
    };
    auto const caption = html::text_for_comparing(content.picture_caption);
    Fact const facts[] = {{"Picture over the article", content.picture},
        {"What it shows, for those who cannot see it", content.picture_alt}, {"Caption", caption},
        {"Credit", content.picture_credit}, {"Section", content.section}, {"Tags", content.tags},
        {"Bylines", content.bylines}, {"Address", content.slug}, {"Language", content.language},
        {"Translation key", content.translation_key}, {"First published at (address)", content.canonical_url},
        {"Title for search engines", content.seo_title},
        {"Description for search engines", content.seo_description},
        {"Template of the theme", content.template_name}, {"Featured on the front page", content.featured},
        {"No appeal for support in this article", content.no_appeal}};
    auto lines = fmt::format(
        "{}\n{}\n{}\n", content.title, content.standfirst, html::text_for_comparing(content.body));
    for (auto const& [label, value] : facts)
        if (value == "1")
            lines += visit.translated(label) + '\n';
        else if (!value.empty())
            lines += fmt::format("{}: {}\n", visit.translated(label), value);
    return lines;
}

Value difference_fields(std::string_view before, std::string_view after)
{
    auto const paragraphs = paragraphs_of(text::difference(before, after));
    std::vector<bool> is_shown(paragraphs.size());
    for (std::size_t at = 0; at < paragraphs.size(); ++at)
        if (is_changed(paragraphs[at]))
            for (auto near = at - std::min<std::size_t>(at, 1); near < std::min(at + 2, paragraphs.size());
                 ++near)
                is_shown[near] = true;
    Array rows;
    std::int64_t skipped = 0;
    for (std::size_t at = 0; at <= paragraphs.size(); ++at) {
        if (at < paragraphs.size() && !is_shown[at]) {
            ++skipped;
            continue;
        }
        if (skipped > 0)
            rows.push_back(Value::make<Map>(Map{{"skipped", skipped}}));
        skipped = 0;
        if (at < paragraphs.size())
            rows.push_back(paragraph_fields(paragraphs[at]));
    }
    return Value::make<Array>(std::move(rows));
}

} // namespace broadsheet::admin
