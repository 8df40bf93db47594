#include "html/rewrite_images.h"

#include "html/characters.h"
#include "html/tokeniser.h"

#include <algorithm>

namespace broadsheet::html {

std::string_view ImageAttributes::get(std::string_view name) const
{
    for (auto const& [known, value] : attributes_) {
        if (known == name)
            return value;
    }
    return {};
}

bool ImageAttributes::has(std::string_view name) const
{
    return std::any_of(
        attributes_.begin(), attributes_.end(), [&](auto const& entry) { return entry.first == name; });
}

void ImageAttributes::set(std::string_view name, std::string_view value)
{
    for (auto& [known, old] : attributes_) {
        if (known == name) {
            old = value;
            return;
        }
    }
    attributes_.emplace_back(name, value);
}

void ImageAttributes::remove(std::string_view name)
{
    std::erase_if(attributes_, [&](auto const& entry) { return entry.first == name; });
}

std::string rewrite_images(std::string_view clean_html, std::function<void(ImageAttributes&)> const& visit)
{
    // Clean HTML escapes every '<' that opens no tag, so this can be nothing else.
    constexpr std::string_view image_tag = "<img ";
    std::string out;
    out.reserve(clean_html.size() + clean_html.size() / 8);
    while (true) {
        std::size_t start = clean_html.find(image_tag);
        out.append(clean_html.substr(0, start));
        if (start == std::string_view::npos)
            return out;
        clean_html.remove_prefix(start);
        Tokeniser tokens{clean_html};
        if (!tokens.next())
            return out.append(clean_html);
        ImageAttributes image;
        for (auto const& [name, value] : tokens.attributes())
            image.attributes_.emplace_back(name, decoded(value, Place::attribute));
        visit(image);
        out += "<img";
        for (auto const& [name, value] : image.attributes_) {
            ((out += ' ') += name) += "=\"";
            append_attribute_value(out, value);
            out += '"';
        }
        out += '>';
        clean_html.remove_prefix(tokens.end());
    }
}

} // namespace broadsheet::html
