#include "site/helpers/json_text.h"

#include <fmt/format.h>
#include <iterator>

namespace broadsheet::site {

using templates::Value;

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += text[i];
        } else if (byte < 0x20 || byte == '<' || byte == '>' || byte == '&' || byte == 0x7f)
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        else if (text.substr(i, 3) == "\u2028" || text.substr(i, 3) == "\u2029") {
            out += text.substr(i, 3) == "\u2028" ? "\\u2028" : "\\u2029";
            i += 2;
        } else
            out += text[i];
    }
    out += '"';
}

namespace {

void append_list(std::string& out, templates::List const& list, int levels)
{
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0)
            out += ',';
        append_json(out, list.at(i), levels - 1);
    }
    out += ']';
}

void append_object(std::string& out, templates::Object const& object, int levels)
{
    out += '{';
    auto is_first = true;
    for (auto name : object.keys()) {
        auto const value = object.get(templates::Key(name));
        if (value.is_undefined() || value.kind() == Value::Kind::function)
            continue;
        if (!is_first)
            out += ',';
        is_first = false;
        append_json_string(out, name);
        out += ':';
        append_json(out, value, levels - 1);
    }
    out += '}';
}

} // namespace

void append_json(std::string& out, Value const& value, int levels)
{
    if (levels > 0 && value.list())
        append_list(out, *value.list(), levels);
    else if (levels > 0 && value.object())
        append_object(out, *value.object(), levels);
    else if (value.is_string())
        append_json_string(out, value.string());
    else if (value.is_number() || value.kind() == Value::Kind::boolean)
        out += value.text();
    else
        out += "null";
}

} // namespace broadsheet::site
