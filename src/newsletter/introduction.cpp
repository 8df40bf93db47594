#include "newsletter/introduction.h"

#include "base/ascii.h"
#include "html/sanitise.h"

#include <algorithm>
#include <array>

namespace broadsheet::newsletter {

namespace {

constexpr std::string_view begin_paragraph = "<p>";
constexpr std::string_view end_paragraph = "</p>";

bool is_block(std::string_view text)
{
    constexpr std::array<std::string_view, 8> blocks{
        "<p", "<h2", "<h3", "<ul", "<ol", "<blockquote", "<figure", "<hr"};
    return std::ranges::any_of(blocks, [&](auto block) { return starts_with_ignoring_case(text, block); });
}

void replace_all(std::string& text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

} // namespace

Result<std::string> introduction_from(std::string_view typed)
{
    std::string lines(typed);
    std::erase(lines, '\r');
    std::string html;
    std::string_view rest = lines;
    while (!rest.empty()) {
        auto const end = std::min(rest.find("\n\n"), rest.size());
        auto const block = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 2, rest.size()));
        if (block.empty())
            continue;
        bool const is_marked = is_block(block);
        html.append(is_marked ? "" : begin_paragraph).append(block).append(is_marked ? "" : end_paragraph);
    }
    return html::sanitise(html);
}

std::string introduction_as_typed(std::string_view clean_html)
{
    std::string text(clean_html);
    replace_all(text, "</p><p>", "\n\n");
    // Only what is paragraphs and nothing else can be shown without their marks.
    if (!text.starts_with(begin_paragraph) || !text.ends_with(end_paragraph))
        return std::string(clean_html);
    auto const inner
        = text.substr(begin_paragraph.size(), text.size() - begin_paragraph.size() - end_paragraph.size());
    bool const is_plain
        = inner.find(begin_paragraph) == std::string::npos && inner.find(end_paragraph) == std::string::npos;
    return is_plain ? inner : std::string(clean_html);
}

} // namespace broadsheet::newsletter
