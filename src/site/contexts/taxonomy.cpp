#include "site/contexts/taxonomy.h"

#include "newsroom/paths.h"
#include "site/contexts/post.h"
#include "site/contexts/text_value.h"
#include "templates/collections.h"

#include <algorithm>

namespace broadsheet::site {

using templates::Array;
using templates::Fields;
using templates::Map;
using templates::Value;

namespace {

// How many articles the `posts` of a tag or byline has.
constexpr std::size_t most_posts = 50;

// The fingerprint of the first page of a tag's or byline's own list covers its length.
Value count_value(Rendering& rendering, bool is_own_list, Listing listing)
{
    if (!is_own_list || rendering.is("paged"))
        rendering.reads_beyond = true;
    return Value::make<Map>(Map{{"posts", Value(listing.size())}});
}

class TagObject final : public templates::Object {
public:
    TagObject(Rendering& rendering, newsroom::Tag const& tag, std::vector<Ordinal> shown)
        : rendering_(rendering)
        , tag_(tag)
        , shown_(std::move(shown))
    {
    }

    Value get(templates::Key key) const override { return fields().get(*this, key); }
    std::vector<std::string_view> keys() const override { return fields().keys(); }

private:
    static Fields<TagObject> const& fields()
    {
        static Fields<TagObject> const fields{
            {"id", [](TagObject const& self) { return Value::borrow(self.tag_.id); }},
            {"slug", [](TagObject const& self) { return Value::borrow(self.tag_.slug); }},
            {"name", [](TagObject const& self) { return Value::borrow(self.text().name); }},
            {"description", [](TagObject const& self) { return text_or_null(self.text().description); }},
            {"url", [](TagObject const& self) { return Value(path_of(self.rendering_, self.tag_)); }},
            {"feature_image", [](TagObject const& self) { return text_or_null(self.tag_.picture); }},
            {"visibility",
                [](TagObject const& self) {
                    return self.tag_.is_internal ? Value("internal") : Value("public");
                }},
            {"is_section", [](TagObject const& self) { return Value(self.tag_.is_section); }},
            {"count", [](TagObject const& self) { return self.count(); }},
            {"rss_url",
                [](TagObject const& self) { return Value(path_of(self.rendering_, self.tag_) + "rss.xml"); }},
            {"posts",
                [](TagObject const& self) {
                    self.rendering_.reads_beyond = true;
                    return posts_value(self.rendering_, self.posts());
                }},
        };
        return fields;
    }

    newsroom::Tag::Text const& text() const { return tag_.in(rendering_.language_tag()); }
    Listing listing() const { return rendering_.catalogue().with_tag(rendering_.language, tag_.number); }
    Value count() const { return count_value(rendering_, rendering_.tag == &tag_, listing()); }
    std::vector<Ordinal> posts() const
    {
        auto posts = newest(listing(), most_posts + shown_.size());
        std::erase_if(
            posts, [&](Ordinal ordinal) { return std::count(shown_.begin(), shown_.end(), ordinal) > 0; });
        posts.resize(std::min(posts.size(), most_posts));
        return posts;
    }

    Rendering& rendering_;
    newsroom::Tag const& tag_;
    std::vector<Ordinal> shown_;
};

class AuthorObject final : public templates::Object {
public:
    AuthorObject(Rendering& rendering, newsroom::Byline const& byline)
        : rendering_(rendering)
        , byline_(byline)
    {
    }

    Value get(templates::Key key) const override { return fields().get(*this, key); }
    std::vector<std::string_view> keys() const override { return fields().keys(); }

private:
    static Fields<AuthorObject> const& fields()
    {
        static Fields<AuthorObject> const fields{
            {"id", [](AuthorObject const& self) { return Value::borrow(self.byline_.id); }},
            {"slug", [](AuthorObject const& self) { return Value::borrow(self.byline_.slug); }},
            {"name", [](AuthorObject const& self) { return Value::borrow(self.text().name); }},
            {"bio", [](AuthorObject const& self) { return text_or_null(self.text().bio); }},
            {"profile_image", [](AuthorObject const& self) { return text_or_null(self.byline_.picture); }},
            {"website", [](AuthorObject const& self) { return text_or_null(self.byline_.website); }},
            {"location", [](AuthorObject const& self) { return text_or_null(self.byline_.location); }},
            {"url", [](AuthorObject const& self) { return Value(self.path()); }},
            {"rss_url", [](AuthorObject const& self) { return Value(self.path() + "rss.xml"); }},
            {"count", [](AuthorObject const& self) { return self.count(); }},
            {"posts",
                [](AuthorObject const& self) {
                    self.rendering_.reads_beyond = true;
                    return posts_value(self.rendering_, newest(self.listing(), most_posts));
                }},
        };
        return fields;
    }

    newsroom::Byline::Text const& text() const { return byline_.in(rendering_.language_tag()); }
    Listing listing() const { return rendering_.catalogue().by(rendering_.language, byline_.number); }
    Value count() const { return count_value(rendering_, rendering_.byline == &byline_, listing()); }
    std::string path() const { return path_of(rendering_.catalogue(), rendering_.language, byline_); }

    Rendering& rendering_;
    newsroom::Byline const& byline_;
};

} // namespace

Value tag_value(Rendering& rendering, newsroom::Tag const& tag)
{
    return Value::make<TagObject>(rendering, tag, std::vector<Ordinal>());
}

Value tag_value(Rendering& rendering, newsroom::Tag const& tag, std::vector<Ordinal> shown)
{
    return Value::make<TagObject>(rendering, tag, std::move(shown));
}

Value author_value(Rendering& rendering, newsroom::Byline const& byline)
{
    return Value::make<AuthorObject>(rendering, byline);
}

std::vector<newsroom::Tag const*> sections_of(Catalogue const& catalogue, std::size_t language)
{
    std::vector<newsroom::Tag const*> sections;
    for (auto const& tag : catalogue.tags())
        if (tag.is_section && !tag.is_internal && !catalogue.with_tag(language, tag.number).empty())
            sections.push_back(&tag);
    return sections;
}

Value sections_value(Rendering& rendering, std::vector<Ordinal> const& shown)
{
    auto sections = std::make_shared<Array>();
    for (auto const* tag : sections_of(rendering.catalogue(), rendering.language))
        sections->push_back(tag_value(rendering, *tag, shown));
    return Value::own(std::move(sections));
}

std::string path_of(Catalogue const& catalogue, std::size_t language, newsroom::Tag const& tag)
{
    auto const make = tag.is_section ? newsroom::section_path : newsroom::tag_path;
    return make(catalogue.settings(), catalogue.language(language), tag.slug);
}

std::string path_of(Rendering const& rendering, newsroom::Tag const& tag)
{
    return path_of(rendering.catalogue(), rendering.language, tag);
}

std::string path_of(Catalogue const& catalogue, std::size_t language, newsroom::Byline const& byline)
{
    return newsroom::byline_path(catalogue.settings(), catalogue.language(language), byline.slug);
}

} // namespace broadsheet::site
