#include "html/urls.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>

namespace broadsheet::html {

namespace {

bool is_control(char c)
{
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

// Returns the part before the first ':' if it can be a scheme, in lower case.
std::string scheme_of(std::string_view url)
{
    std::size_t end = url.find_first_of(":/?#");
    if (end == std::string_view::npos || url[end] != ':')
        return {};
    return to_lower(url.substr(0, end));
}

bool is_descriptor(std::string_view text)
{
    if (text.size() < 2 || (text.back() != 'w' && text.back() != 'x' && text.back() != 'h'))
        return false;
    text.remove_suffix(1);
    return text.size() <= 8
        && std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

std::string_view next_field(std::string_view text, std::size_t& at)
{
    while (at < text.size() && is_space(text[at]))
        ++at;
    std::size_t begin = at;
    while (at < text.size() && !is_space(text[at]))
        ++at;
    return text.substr(begin, at - begin);
}

// Returns the characters that an identifier in a path consists of.
std::string_view identifier_after(std::string_view url, std::string_view prefix)
{
    std::size_t begin = url.find(prefix);
    if (begin == std::string_view::npos)
        return {};
    begin += prefix.size();
    std::size_t end = begin;
    while (end < url.size() && (url[end] == '-' || url[end] == '_' || is_alphanumeric(url[end])))
        ++end;
    return url.substr(begin, end - begin);
}

} // namespace

std::string safe_url(std::string_view url)
{
    std::string out;
    out.reserve(url.size());
    while (!url.empty() && is_space(url.front()))
        url.remove_prefix(1);
    while (!url.empty() && is_space(url.back()))
        url.remove_suffix(1);
    for (char c : url) {
        if (is_control(c))
            continue;
        if (c == ' ')
            out += "%20";
        else if (c == '\\')
            out += "%5C";
        else
            out += c;
    }
    static constexpr std::array<std::string_view, 4> schemes{"http", "https", "mailto", "tel"};
    std::size_t first = out.find_first_of(":/?#");
    bool relative = first == std::string::npos || out[first] != ':';
    if (!relative && std::find(schemes.begin(), schemes.end(), scheme_of(out)) == schemes.end())
        return {};
    return out;
}

std::string safe_srcset(std::string_view srcset)
{
    std::string out;
    std::size_t at = 0;
    while (at < srcset.size()) {
        while (at < srcset.size() && (is_space(srcset[at]) || srcset[at] == ','))
            ++at;
        std::string_view address = next_field(srcset, at);
        bool alone = address.ends_with(',');
        while (address.ends_with(','))
            address.remove_suffix(1);
        std::size_t end = alone ? at : std::min(srcset.find(',', at), srcset.size());
        std::size_t field = 0;
        std::string_view rest = srcset.substr(at, end - at);
        std::string_view descriptor = next_field(rest, field);
        at = end;
        std::string url = safe_url(address);
        if (url.empty() || (!descriptor.empty() && !is_descriptor(descriptor)))
            continue;
        if (!out.empty())
            out += ", ";
        out += url;
        if (!descriptor.empty())
            (out += ' ') += descriptor;
    }
    return out;
}

bool is_outside(std::string_view url)
{
    return url.starts_with("//") || scheme_of(url).starts_with("http");
}

std::string page_behind_frame(std::string_view frame_url)
{
    std::string url = safe_url(frame_url);
    if (url.starts_with("//"))
        url.insert(0, "https:");
    std::string_view host = host_of(url);
    if (host.empty() || !is_outside(url))
        return {};
    if (host == "youtube.com" || host == "youtube-nocookie.com") {
        std::string_view film = identifier_after(url, "/embed/");
        if (!film.empty() && film != "videoseries")
            return std::string{"https://www.youtube.com/watch?v="}.append(film);
    }
    if (host == "player.vimeo.com") {
        if (std::string_view film = identifier_after(url, "/video/"); !film.empty())
            return std::string{"https://vimeo.com/"}.append(film);
    }
    return url;
}

std::string_view host_of(std::string_view url)
{
    std::size_t slashes = url.find("//");
    if (slashes == std::string_view::npos)
        return {};
    std::string_view host = url.substr(slashes + 2);
    host = host.substr(0, host.find_first_of("/?#"));
    host = host.substr(host.rfind('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
    if (host.starts_with("www."))
        host.remove_prefix(4);
    return host;
}

} // namespace broadsheet::html
