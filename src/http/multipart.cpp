#include "http/multipart.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::http {

namespace {

constexpr std::size_t longest_boundary = 70; // RFC 2046, section 5.1.1

// Takes a token or quoted string off the front.
std::optional<std::string> take_value(std::string_view& text)
{
    std::string value;
    if (!text.starts_with('"')) {
        auto const end = std::min(text.find(';'), text.size());
        value = trimmed(text.substr(0, end));
        text.remove_prefix(end);
        return value;
    }
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            text.remove_prefix(at + 1);
            return value;
        }
        if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\'))
            ++at;
        value += text[at];
    }
    return {};
}

// Returns the parameter of a field such as `form-data; name="file"`; nothing where there is none.
std::optional<std::string> parameter(std::string_view field, std::string_view wanted)
{
    field.remove_prefix(std::min(field.find(';'), field.size()));
    while (field.starts_with(';')) {
        field = trimmed(field.substr(1));
        auto const equals = field.find('=');
        if (equals == field.npos)
            return {};
        auto const name = trimmed(field.substr(0, equals));
        field.remove_prefix(equals + 1);
        auto value = take_value(field);
        if (!value)
            return {};
        if (equals_ignoring_case(name, wanted))
            return value;
        field = trimmed(field);
    }
    return {};
}

Result<std::string> boundary_of(std::string_view content_type)
{
    auto const type = trimmed(content_type.substr(0, content_type.find(';')));
    if (!equals_ignoring_case(type, "multipart/form-data"))
        return invalid("the body is no multipart/form-data");
    auto const boundary = parameter(content_type, "boundary");
    auto is_allowed = [](char letter) {
        return is_alphanumeric(letter)
            || std::string_view("'()+_,-./:=? ").find(letter) != std::string_view::npos;
    };
    if (!boundary || boundary->empty() || boundary->size() > longest_boundary || boundary->ends_with(' ')
        || !std::ranges::all_of(*boundary, is_allowed))
        return invalid("the form names no boundary");
    return *boundary;
}

// Reads the header fields of a part, of which its disposition counts.
Result<Part> read_head(std::string_view head)
{
    while (!head.empty()) {
        auto const line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(line.size() + 2, head.size()));
        auto const colon = line.find(':');
        if (colon == line.npos || !equals_ignoring_case(line.substr(0, colon), "Content-Disposition"))
            continue;
        auto const field = trimmed(line.substr(colon + 1));
        auto name = parameter(field, "name");
        if (!starts_with_ignoring_case(field, "form-data") || !name)
            break;
        return Part{std::move(*name), parameter(field, "filename").value_or(""), {}};
    }
    return invalid("a part of the form has no name");
}

} // namespace

Result<std::vector<Part>> parse_multipart(
    std::string_view content_type, std::string_view body, MultipartLimits const& limits)
{
    auto const delimiter = "\r\n--" + TRY(boundary_of(content_type));
    std::vector<Part> parts;
    // The first delimiter may stand at the very start, without a line end before it.
    auto const first = std::string_view(delimiter).substr(2);
    if (!body.starts_with(first))
        return invalid("the form does not start with its boundary");
    body.remove_prefix(first.size());
    while (!body.starts_with("--")) {
        if (parts.size() == limits.parts)
            return limit_reached(fmt::format("a form has more than {} parts", limits.parts));
        if (!body.starts_with("\r\n"))
            return invalid("a boundary of the form has no line of its own");
        body.remove_prefix(2);
        auto const head_end = body.substr(0, limits.head_bytes).find("\r\n\r\n");
        if (head_end == body.npos)
            return invalid("a part of the form has no end of its header fields, or too many");
        auto part = TRY(read_head(body.substr(0, head_end)));
        body.remove_prefix(head_end + 4);
        auto const end = body.find(delimiter);
        if (end == body.npos)
            return invalid("the form ends in the middle");
        part.content = body.substr(0, end);
        parts.push_back(std::move(part));
        body.remove_prefix(end + delimiter.size());
    }
    return parts;
}

} // namespace broadsheet::http
