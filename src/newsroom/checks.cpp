#include "newsroom/checks.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/direction.h"
#include "text/slug.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

constexpr std::size_t longest_link = 2'000;

bool is_control(char byte)
{
    return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

bool is_refused_in_text(char byte)
{
    return is_control(byte) && byte != '\t' && byte != '\n' && byte != '\r';
}

bool is_refused_in_link(char byte)
{
    return is_control(byte) || byte == ' ' || byte == '\\';
}

} // namespace

Result<void> check_text(std::string_view field, std::string_view text, std::size_t limit)
{
    if (text.size() > limit)
        return invalid(fmt::format("{}: {} bytes are more than the {} allowed", field, text.size(), limit));
    if (auto const at = find_invalid_utf8(text); at != std::string_view::npos)
        return invalid(fmt::format("{}: byte {} is not UTF-8", field, at));
    auto const* const bad
        = std::find_if(text.begin(), text.end(), [](char byte) { return is_refused_in_text(byte); });
    if (bad != text.end())
        return invalid(fmt::format("{}: byte {} is a control character (0x{:02x})", field, bad - text.begin(),
            static_cast<unsigned char>(*bad)));
    return {};
}

Result<void> check_required_text(std::string_view field, std::string_view text, std::size_t limit)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return invalid(fmt::format("{}: it is empty", field));
    return check_text(field, text, limit);
}

bool is_web_address(std::string_view url)
{
    std::size_t const host = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    return host != 0 && host < url.size()
        && std::string_view("/?#:@").find(url[host]) == std::string_view::npos
        && std::none_of(url.begin(), url.end(), is_refused_in_link);
}

bool has_user_info(std::string_view url)
{
    auto const host = url.substr(url.find("://") + 3);
    return host.substr(0, host.find_first_of("/?#")).find('@') != std::string_view::npos;
}

bool is_rooted_path(std::string_view path)
{
    return path.starts_with('/') && !path.starts_with("//")
        && std::none_of(path.begin(), path.end(), is_refused_in_link);
}

Result<void> check_link(std::string_view field, std::string_view url)
{
    TRY(check_text(field, url, longest_link));
    if (!url.empty() && !is_web_address(url) && !is_rooted_path(url))
        return invalid(fmt::format(
            "{}: \"{}\" is neither an http(s) address nor a path that starts with one slash", field, url));
    return {};
}

Result<void> check_slug(std::string_view slug, std::size_t limit)
{
    if (slug.size() > limit || !text::is_valid_slug(slug))
        return invalid(fmt::format(
            "slug: \"{}\" is not letters, digits, '-' and '_', 1 to {} bytes of them", slug, limit));
    return {};
}

Result<void> check_language(std::string_view field, std::string_view language)
{
    if (std::any_of(language.begin(), language.end(), is_upper) || !text::is_valid_language(language))
        return invalid(
            fmt::format("{}: \"{}\" is no language tag in lower case, such as en or pt-br", field, language));
    return {};
}

} // namespace broadsheet::newsroom
