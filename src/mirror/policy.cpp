#include "mirror/policy.h"

#include "base/ascii.h"

#include <algorithm>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view spaces = " \t\r\n";

std::string without_frame_ancestors(std::string_view policy)
{
    std::string out;
    while (!policy.empty()) {
        auto directive = policy.substr(0, policy.find(';'));
        policy.remove_prefix(std::min(directive.size() + 1, policy.size()));
        directive.remove_prefix(std::min(directive.find_first_not_of(' '), directive.size()));
        if (!directive.empty() && !directive.starts_with("frame-ancestors"))
            out.append(out.empty() ? "" : "; ").append(directive);
    }
    return out;
}

// Returns where the tag that starts at or after `from`, past white space, has ended; npos where another
// stands there, or where a parser might see its end elsewhere than we do.
std::size_t end_of_tag(std::string_view html, std::string_view opening, std::size_t from)
{
    auto at = html.find_first_not_of(spaces, from);
    if (at == html.npos || !html.substr(at).starts_with(opening))
        return html.npos;
    at += opening.size();
    if (at < html.size() && is_alphanumeric(html[at])) // <header>
        return html.npos;
    for (char quote = 0; at < html.size(); ++at) {
        char const c = html[at];
        if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (c == '>')
            return at + 1;
        else if (c == '"' || c == '\'') {
            if (html[at - 1] != '=' || !is_alphanumeric(html[at - 2]))
                return html.npos;
            quote = c;
        }
    }
    return html.npos;
}

// Nothing may be loaded before the policy is read. Where the page does not begin as pages do, a theme may be
// trying to hide its head; a meta element that stands first is put into the head by every parser.
std::size_t place_for_meta(std::string_view html)
{
    constexpr std::string_view doctype = "<!DOCTYPE html>";
    if (!html.starts_with(doctype))
        return 0;
    auto const html_end = end_of_tag(html, "<html", doctype.size());
    auto const head_end = html_end == html.npos ? html.npos : end_of_tag(html, "<head", html_end);
    return head_end == html.npos ? doctype.size() : head_end;
}

} // namespace

std::string with_policy(std::string_view html, std::string_view policy)
{
    auto const at = place_for_meta(html);
    std::string out(html.substr(0, at));
    // A policy has no double quotes, and its single ones need no escape between double ones.
    out += "<meta http-equiv=\"Content-Security-Policy\" content=\"";
    out += without_frame_ancestors(policy);
    out += "\">";
    return out += html.substr(at);
}

} // namespace broadsheet::mirror
