#include "exchange/wordpress_addresses.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "html/urls.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::exchange {

std::string path_of_address(std::string_view address)
{
    auto const scheme = address.find("://");
    auto const host = address.starts_with("//") ? 2 : scheme == address.npos ? address.npos : scheme + 3;
    if (host != address.npos) {
        auto const slash = address.find('/', host);
        address = slash == address.npos ? "" : address.substr(slash);
    }
    if (address.find_first_of("?#") != address.npos)
        return {};
    auto decoded = percent_decode(address);
    return decoded.ok() && decoded->starts_with('/') ? *decoded : "";
}

std::string plain_slug(std::string_view slug)
{
    auto decoded = percent_decode(slug);
    return decoded.ok() ? *decoded : std::string(slug);
}

std::string nice_name(std::string_view login)
{
    std::string name;
    for (char c : login) {
        bool const is_kept = is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
        bool const is_dash = c == '-' || c == '.' || is_space(c);
        if (is_kept)
            name += to_lower(c);
        else if (is_dash && !name.empty() && name.back() != '-')
            name += '-';
    }
    if (name.ends_with('-'))
        name.pop_back();
    return name;
}

WordpressAddresses::WordpressAddresses(WxrChannel const& channel)
    : channel_(channel)
    , blog_(path_of_address(channel.base_blog_url))
{
    while (blog_.ends_with('/'))
        blog_.pop_back();
    for (auto const* address : {&channel.base_blog_url, &channel.base_site_url, &channel.link})
        if (auto host = to_lower(html::host_of(*address)); !host.empty())
            hosts_.push_back(std::move(host));
}

// The list of a category is below those of the categories above it.
std::vector<std::string> WordpressAddresses::of_category(WxrChannel::Term const& term) const
{
    constexpr int deepest = 20;
    std::string path = plain_slug(term.slug) + "/";
    auto parent = term.parent;
    for (int depth = 0; !parent.empty() && depth < deepest; ++depth) {
        path.insert(0, plain_slug(parent) + "/");
        auto const above = std::ranges::find_if(
            channel_.terms, [&](auto const& other) { return other.is_category && other.slug == parent; });
        parent = above == channel_.terms.end() ? "" : above->parent;
    }
    std::vector<std::string> paths{fmt::format("{}/category/{}", blog_, path)};
    if (is_number(term.number))
        paths.push_back(fmt::format("{}/?cat={}", blog_, term.number));
    return paths;
}

std::string WordpressAddresses::of_tag(WxrChannel::Term const& term) const
{
    return fmt::format("{}/tag/{}/", blog_, plain_slug(term.slug));
}

std::vector<std::string> WordpressAddresses::of_author(std::string_view login) const
{
    std::vector<std::string> paths;
    for (auto const& name : {nice_name(login), to_lower(login)}) {
        auto path = fmt::format("{}/author/{}/", blog_, name);
        if (!name.empty() && name.find_first_of("/?#\\") == name.npos
            && std::ranges::find(paths, path) == paths.end())
            paths.push_back(std::move(path));
    }
    return paths;
}

std::string WordpressAddresses::in_language(std::string_view path, std::string_view language) const
{
    return fmt::format("{}/{}{}", blog_, language, path.substr(blog_.size()));
}

std::vector<std::string> WordpressAddresses::of_item(WxrItem const& item) const
{
    std::vector<std::string> paths;
    if (auto link = path_of_address(item.link); !link.empty())
        paths.push_back(std::move(link));
    if (!is_number(item.id))
        return paths;
    paths.push_back(fmt::format("{}/?p={}", blog_, item.id));
    if (item.type == "page")
        paths.push_back(fmt::format("{}/?page_id={}", blog_, item.id));
    return paths;
}

bool WordpressAddresses::is_on_site(std::string_view address) const
{
    if (address.starts_with('/') && !address.starts_with("//"))
        return true;
    return std::ranges::find(hosts_, to_lower(html::host_of(address))) != hosts_.end();
}

std::string WordpressAddresses::of_upload(std::string_view reference) const
{
    auto path = path_of_address(reference);
    return path.starts_with(blog_ + "/wp-content/uploads/") ? path : "";
}

} // namespace broadsheet::exchange
