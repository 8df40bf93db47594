#include "site/feeds/absolute_links.h"

#include "html/tokeniser.h"

#include <algorithm>
#include <array>

namespace broadsheet::site {

namespace {

bool is_address(std::string_view name)
{
    constexpr std::array names = {std::string_view("href"), std::string_view("src"),
        std::string_view("poster"), std::string_view("cite")};
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Appends the candidates of a srcset: addresses, each with a width or density behind it.
template <typename Append>
void append_srcset(std::string& out, std::string_view srcset, Append const& append)
{
    auto is_first = true;
    while (!srcset.empty()) {
        auto candidate = srcset.substr(0, srcset.find(", "));
        srcset.remove_prefix(std::min(candidate.size() + 2, srcset.size()));
        candidate.remove_prefix(std::min(candidate.find_first_not_of(' '), candidate.size()));
        if (!is_first)
            out += ", ";
        is_first = false;
        append(out, candidate);
    }
}

// Returns clean HTML with each of its addresses as append(out, address) writes it.
template <typename Append>
std::string rewritten(std::string_view html, Append const& append)
{
    std::string out;
    out.reserve(html.size() + html.size() / 8);
    html::Tokeniser tokens(html);
    std::size_t copied = 0;
    while (tokens.next()) {
        if (tokens.type() != html::TokenType::start_tag)
            continue;
        for (auto const& attribute : tokens.attributes()) {
            if (!is_address(attribute.name) && attribute.name != "srcset")
                continue;
            // The value is a view into the text: what stands between is copied as it is.
            auto const at = static_cast<std::size_t>(attribute.value.data() - html.data());
            out += html.substr(copied, at - copied);
            if (attribute.name == "srcset")
                append_srcset(out, attribute.value, append);
            else
                append(out, attribute.value);
            copied = at + attribute.value.size();
        }
    }
    out += html.substr(copied);
    return out;
}

} // namespace

std::string with_absolute_links(std::string_view html, std::string_view site, std::string_view page)
{
    return rewritten(html, [&](std::string& out, std::string_view address) {
        if (address.starts_with('/') && !address.starts_with("//"))
            out += site;
        else if (address.starts_with('#'))
            out += page;
        out += address;
    });
}

std::string with_local_links(std::string_view html, std::string_view site, std::string_view page)
{
    return rewritten(html, [&](std::string& out, std::string_view address) {
        if (!page.empty() && address.starts_with(page) && address.substr(page.size()).starts_with('#'))
            address.remove_prefix(page.size());
        out += local_address(address, site);
    });
}

std::string_view local_address(std::string_view address, std::string_view site)
{
    if (address.starts_with(site) && address.substr(site.size()).starts_with('/')
        && !address.substr(site.size()).starts_with("//"))
        address.remove_prefix(site.size());
    return address;
}

} // namespace broadsheet::site
