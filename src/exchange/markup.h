#pragma once

#include "base/encoding.h"

#include <string>
#include <string_view>

namespace broadsheet::exchange {

// Appends ` name="value"` with the value escaped.
inline void append_attribute(std::string& out, std::string_view name, std::string_view value)
{
    out.append(" ").append(name).append("=\"");
    append_escaped(out, value);
    out += '"';
}

// Appends `<name>…</name>` around text, escaped; nothing for no text.
inline void append_text_element(
    std::string& out, std::string_view name, std::string_view classes, std::string_view text)
{
    if (text.empty())
        return;
    out.append("<").append(name);
    if (!classes.empty())
        append_attribute(out, "class", classes);
    out += '>';
    append_escaped(out, text);
    out.append("</").append(name).append(">");
}

// Appends a caption, which is HTML already; nothing for an empty one.
inline void append_caption(std::string& out, std::string_view html)
{
    if (!html.empty())
        out.append("<figcaption>").append(html).append("</figcaption>");
}

} // namespace broadsheet::exchange
