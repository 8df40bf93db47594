#include "newsletter/counted_links.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "html/characters.h"
#include "html/plain_text.h"
#include "html/tokeniser.h"
#include "site/feeds/absolute_links.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

// What means something in addresses (https://www.rfc-editor.org/rfc/rfc3986#section-2.2), escapes among it.
constexpr std::string_view kept_in_addresses = ":/?#[]@!$&'()*+,;=%";

bool is_web_address(std::string_view address)
{
    return starts_with_ignoring_case(address, "http://") || starts_with_ignoring_case(address, "https://");
}

bool looks_like_address(std::string_view words)
{
    return is_web_address(words) || starts_with_ignoring_case(words, "www.");
}

// The words of the link whose start tag ends at `begin`.
std::string words_of_link(std::string_view clean_html, std::size_t begin)
{
    auto const end = std::min(clean_html.find("</a>", begin), clean_html.size());
    return html::excerpt_of_characters(html::plain_text(clean_html.substr(begin, end - begin)), 200);
}

} // namespace

CountedLinks::CountedLinks(std::string_view site_url, newsroom::Number issue)
    : site_url_(site_url)
    , issue_(issue)
{
}

std::string CountedLinks::address_of(std::string_view target, std::string_view words)
{
    if (!is_web_address(target))
        return std::string(target);
    auto address = percent_encode(target, kept_in_addresses);
    auto found = std::ranges::find(links_, address, &IssueLink::target);
    if (found == links_.end()) {
        auto const number = static_cast<newsroom::Number>(links_.size()) + 1;
        found = links_.insert(found, {number, std::move(address), std::string(words)});
    }
    return fmt::format("{}/newsletter/link/{}/{}/", site_url_, issue_, found->number);
}

std::string CountedLinks::in(std::string_view clean_html)
{
    auto const html = site::with_absolute_links(clean_html, site_url_, site_url_);
    std::string out;
    html::Tokeniser tokens(html);
    std::size_t copied = 0;
    while (tokens.next()) {
        if (tokens.type() != html::TokenType::start_tag || tokens.name() != "a")
            continue;
        auto const words = words_of_link(html, tokens.end());
        for (auto const& attribute : tokens.attributes()) {
            if (attribute.name != "href" || looks_like_address(words))
                continue;
            auto const at = static_cast<std::size_t>(attribute.value.data() - html.data());
            out.append(html, copied, at - copied);
            html::append_attribute_value(
                out, address_of(html::decoded(attribute.value, html::Place::attribute), words));
            copied = at + attribute.value.size();
        }
    }
    return out.append(html, copied);
}

} // namespace broadsheet::newsletter
