#include "site/pictures.h"

#include "site/helpers/helpers.h"
#include "site/helpers/support.h"

namespace broadsheet::site {

namespace {

// Returns a picture's width and height; where the context is the post it belongs to, they are known already.
Snapshot::Size size_of(Call const& call, std::string_view path)
{
    auto const& context = call.context();
    auto const width = context.get("feature_image_width"_key);
    if (width.is_number() && context.get("feature_image"_key).string() == path)
        return {static_cast<int>(width.number()),
            static_cast<int>(context.get("feature_image_height"_key).number())};
    auto& rendering = rendering_of(call);
    return size_of(rendering, path).value_or(Snapshot::Size());
}

std::string picture_for(Call const& call, std::string_view path, Snapshot::Size size)
{
    auto const name = call.hash("size"_key).string();
    return picture_of_width(path, size.width, named_width(rendering_of(call).theme.config(), name));
}

Result<Value> img_url(Call const& call)
{
    auto const path = call[0].string();
    if (path.empty())
        return Value();
    auto result = call.hash("size"_key).is_nothing() ? std::string(path)
                                                     : picture_for(call, path, size_of(call, path));
    if (result.starts_with('/') && call.hash("absolute"_key).is_truthy())
        result.insert(0, rendering_of(call).settings().url);
    return Value(std::move(result));
}

Result<Value> picture(Call const& call)
{
    auto const path = call[0].string();
    if (path.empty())
        return Value();
    auto const size = size_of(call, path);
    std::string html = "<img";
    append_attribute(html, "src", picture_for(call, path, size));
    if (auto srcset = picture_srcset(path, size.width); !srcset.empty()) {
        append_attribute(html, "srcset", srcset);
        append_attribute(
            html, "sizes", call.hash("sizes"_key).is_string() ? call.hash("sizes"_key).string() : "100vw");
    }
    if (size.width > 0) {
        append_attribute(html, "width", std::to_string(size.width));
        append_attribute(html, "height", std::to_string(size.height));
    }
    html += " alt=\"";
    templates::append_escaped(html, call.hash("alt"_key).text());
    html += '"';
    append_attribute(html, "class", call.hash("class"_key).string());
    auto const is_eager = call.hash("loading"_key).string() == "eager";
    html += is_eager ? " fetchpriority=\"high\"" : " loading=\"lazy\"";
    return Value::safe(html + " decoding=\"async\">");
}

} // namespace

void add_picture_helpers(Helpers& helpers)
{
    helpers.add("img_url", img_url);
    helpers.add("picture", picture);
}

} // namespace broadsheet::site
