#include "api/tag_input.h"

#include "api/fields.h"
#include "newsroom/articles.h"
#include "newsroom/settings.h"
#include "site/feeds/absolute_links.h"
#include "text/slug.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::api {

namespace json = boost::json;

namespace {

using newsroom::Change;
using newsroom::Tag;

// Ghost's internal tags are called "#name", and have the slug "hash-name".
std::string slug_of_name(std::string_view name)
{
    return name.starts_with('#') ? "hash-" + text::slugify(name.substr(1)) : text::slugify(name);
}

Result<std::string> free_slug(Change& change, std::string const& wanted)
{
    newsroom::Tags const tags(change.connection());
    auto slug = wanted;
    for (int number = 2; TRY(tags.by_slug(slug)); ++number)
        slug = fmt::format("{}-{}", wanted, number);
    return slug;
}

Result<Tag> add_named(Change& change, std::string_view name)
{
    json::object const object{{"name", name}};
    auto tag = TRY(with_fields(change, {}, object));
    tag.number = TRY(newsroom::Tags::save(change, tag));
    return tag;
}

Result<Tag> read_tag(Change& change, std::vector<Tag>& known, json::value const& sent)
{
    std::string id, slug, name;
    if (auto const* text = sent.if_string())
        name = *text;
    else if (auto const* object = sent.if_object()) {
        Fields const fields(*object);
        TRY(fields.text("id", id));
        TRY(fields.text("slug", slug));
        TRY(fields.text("name", name));
    }
    auto const found = std::ranges::find_if(known, [&](Tag const& tag) {
        return !id.empty() ? tag.id == id : !slug.empty() ? tag.slug == slug : tag.text.name == name;
    });
    if (found != known.end())
        return *found;
    if (name.empty())
        return invalid("tags: each is named by the id or slug of one that there is, or by its name");
    known.push_back(TRY(add_named(change, name)));
    return known.back();
}

} // namespace

Result<std::vector<Tag>> read_tags(Change& change, json::value const& list)
{
    if (!list.is_array())
        return invalid("tags: a list is needed");
    if (list.get_array().size() > newsroom::ArticleLimits::tags)
        return invalid(fmt::format("tags: at most {} are allowed", newsroom::ArticleLimits::tags));
    auto known = TRY(newsroom::Tags(change.connection()).all());
    std::vector<Tag> tags;
    for (auto const& sent : list.get_array())
        tags.push_back(TRY(read_tag(change, known, sent)));
    return tags;
}

Result<Tag> with_fields(Change& change, Tag tag, json::object const& object)
{
    Fields const fields(object);
    TRY(fields.text("name", tag.text.name));
    TRY(fields.text("description", tag.text.description));
    TRY(fields.text("feature_image", tag.picture));
    auto const settings = TRY(newsroom::load_settings(change.connection()));
    tag.picture = site::local_address(tag.picture, settings.url);
    tag.is_internal = tag.text.name.starts_with('#');
    std::string slug;
    TRY(fields.text("slug", slug));
    if (!slug.empty() && slug != tag.slug)
        tag.slug = text::slugify(slug);
    if (tag.slug.empty())
        tag.slug = TRY(free_slug(change, slug_of_name(tag.text.name)));
    return tag;
}

} // namespace broadsheet::api
