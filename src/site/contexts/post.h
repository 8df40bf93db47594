#pragma once

#include "site/rendering.h"
#include "templates/collections.h"

namespace broadsheet::site {

// An article as templates see it (docs/themes.md, "A post"). Fields are computed when a template asks for
// them.
class Post final : public templates::Object {
public:
    Post(Rendering&, Ordinal, CardPointer);
    // With its body, for its own page.
    Post(Rendering&, Ordinal, ArticlePointer);

    templates::Value get(templates::Key) const override;
    std::vector<std::string_view> keys() const override;

    Rendering& rendering() const { return *rendering_; }
    Ordinal ordinal() const { return ordinal_; }
    Entry const& entry() const { return rendering_->catalogue()[ordinal_]; }
    Card const& card() const { return *card_; }
    // nullptr in a list.
    ArticleText const* text() const { return text_.get(); }
    std::size_t language() const { return entry().language; }
    // Computed once, however often a template asks.
    templates::Value const& related() const;

private:
    void note_unknown_size() const;

    Rendering* rendering_;
    Ordinal ordinal_;
    CardPointer card_;
    ArticlePointer text_;
    mutable templates::Value related_;
};

// Articles whose cards are read when a template first looks at one: the first few together, since most lists
// that are offered to it are longer than what it shows of them, and then all others.
class PostList final : public templates::List {
public:
    PostList(Rendering& rendering, std::vector<Ordinal> ordinals)
        : rendering_(rendering)
        , ordinals_(std::move(ordinals))
    {
    }

    std::size_t size() const override { return ordinals_.size(); }
    templates::Value at(std::size_t index) const override;

private:
    Rendering& rendering_;
    std::vector<Ordinal> ordinals_;
    mutable std::vector<CardPointer> cards_;
};

templates::Value post_value(Rendering&, std::optional<Ordinal>);
templates::Value posts_value(Rendering&, std::vector<Ordinal>);

// Returns the article before or after this one among all of its language or among those of its section.
enum class Direction { older, newer };
std::optional<Ordinal> neighbour(Listing, Ordinal, Direction);
Listing section_listing(Catalogue const&, Ordinal);

// Returns the path of an article.
std::string path_of(Catalogue const&, Card const&);

} // namespace broadsheet::site
