#include "http/target.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>

namespace broadsheet::http {

namespace {

// Returns whether the path is its own normal form: what nearly every request sends.
bool is_plain(std::string_view path)
{
    char previous = 0;
    for (char c : path) {
        bool const harmless = is_alphanumeric(c) || c == '-' || c == '_' || c == '~' || c == '/' || c == '.'
            || c == '!' || c == '$' || c == '&' || c == '\'' || c == '(' || c == ')' || c == '*' || c == '+'
            || c == ',' || c == ';' || c == '=' || c == ':' || c == '@';
        if (!harmless || (previous == '/' && (c == '/' || c == '.')))
            return false;
        previous = c;
    }
    return true;
}

// Appends the byte at `at`, decoded, and moves `at` behind it; false for an escape that is malformed or
// hides a separator.
bool append_decoded(std::string& out, std::string_view path, std::size_t& at)
{
    char byte = path[at++];
    if (byte == '%') {
        if (at + 2 > path.size())
            return false;
        int const high = hex_value(path[at]);
        int const low = hex_value(path[at + 1]);
        if (high < 0 || low < 0)
            return false;
        byte = static_cast<char>(high * 16 + low);
        at += 2;
        if (byte == '/')
            return false;
    }
    if (byte == '\\' || static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f)
        return false;
    if (byte != '/' || out.empty() || out.back() != '/')
        out += byte;
    return true;
}

bool has_dot_segment(std::string_view path)
{
    for (std::size_t start = 1; start <= path.size();) {
        std::size_t const end = std::min(path.find('/', start), path.size());
        auto const segment = path.substr(start, end - start);
        if (segment == "." || segment == "..")
            return true;
        start = end + 1;
    }
    return false;
}

bool normalise(std::string_view path, std::string& out)
{
    out.clear();
    for (std::size_t at = 0; at < path.size();) {
        if (!append_decoded(out, path, at))
            return false;
    }
    return !has_dot_segment(out) && is_valid_utf8(out);
}

bool starts_with_scheme(std::string_view target, std::string_view scheme)
{
    return target.size() > scheme.size() && equals_ignoring_case(target.substr(0, scheme.size()), scheme);
}

} // namespace

bool is_authority(std::string_view text)
{
    std::size_t host_end = 0;
    if (text.starts_with('[')) {
        host_end = text.find(']');
        if (host_end == std::string_view::npos || host_end < 3)
            return false;
        auto const address = text.substr(1, host_end - 1);
        if (!std::ranges::all_of(address, [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; }))
            return false;
        ++host_end;
    } else {
        host_end = std::min(text.find(':'), text.size());
        auto const host = text.substr(0, host_end);
        if (host.empty() || host.size() > 255 || !std::ranges::all_of(host, [](char c) {
                return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
            }))
            return false;
    }
    auto const port = text.substr(host_end);
    return port.empty()
        || (port.size() <= 6 && port[0] == ':' && std::ranges::all_of(port.substr(1), is_digit));
}

std::optional<Target> parse_target(std::string_view text, Method method, std::string& buffer)
{
    Target target;
    if (method == Method::options && text == "*") {
        target.path = text;
        return target;
    }
    for (auto const scheme : {"http://", "https://"}) {
        if (!starts_with_scheme(text, scheme))
            continue;
        text.remove_prefix(std::string_view(scheme).size());
        auto const end = std::min(text.find_first_of("/?"), text.size());
        target.authority = text.substr(0, end);
        text.remove_prefix(end);
        if (!is_authority(target.authority))
            return std::nullopt;
        if (text.empty())
            text = "/";
        break;
    }
    if (!text.starts_with('/') || text.find('#') != std::string_view::npos)
        return std::nullopt;
    auto const question = text.find('?');
    if (question != std::string_view::npos)
        target.query = text.substr(question + 1);
    target.path = text.substr(0, question);
    if (!is_plain(target.path)) {
        if (!normalise(target.path, buffer))
            return std::nullopt;
        target.path = buffer;
    }
    return target;
}

} // namespace broadsheet::http
