#include "site/contexts/post.h"

#include "html/plain_text.h"
#include "media/store.h"
#include "newsroom/paths.h"
#include "site/contexts/taxonomy.h"
#include "site/contexts/text_value.h"
#include "site/contexts/translations.h"
#include "site/pictures.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::site {

using templates::Array;
using templates::Fields;
using templates::Map;
using templates::Value;

namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr int words_a_minute = 275; // Ghost's measure

Value number_or_null(int number)
{
    return number == 0 ? Value(nullptr) : Value(number);
}

Value tags_of(Post const& post)
{
    auto const& catalogue = post.rendering().catalogue();
    auto tags = std::make_shared<Array>();
    for (auto number : catalogue.tags(post.ordinal()))
        if (auto const* tag = catalogue.tag(number); tag && !tag->is_internal)
            tags->push_back(tag_value(post.rendering(), *tag));
    return Value::own(std::move(tags));
}

Value authors_of(Post const& post)
{
    auto const& catalogue = post.rendering().catalogue();
    auto authors = std::make_shared<Array>();
    for (auto number : catalogue.bylines(post.ordinal()))
        if (auto const* byline = catalogue.byline(number))
            authors->push_back(author_value(post.rendering(), *byline));
    return Value::own(std::move(authors));
}

Value section_of(Post const& post)
{
    auto const* section = post.rendering().catalogue().tag(post.entry().section);
    return section ? tag_value(post.rendering(), *section) : Value(nullptr);
}

Value primary_tag_of(Post const& post)
{
    auto section = section_of(post);
    if (!section.is_nothing())
        return section;
    auto const tags = tags_of(post);
    return tags.list()->size() > 0 ? tags.list()->at(0) : Value(nullptr);
}

Value primary_author_of(Post const& post)
{
    auto const authors = authors_of(post);
    return authors.list()->size() > 0 ? authors.list()->at(0) : Value(nullptr);
}

Value corrections_of(Post const& post)
{
    auto corrections = std::make_shared<Array>();
    if (post.text())
        for (auto const& correction : post.text()->corrections)
            corrections->push_back(Value::make<Map>(Map{{"date", Value(correction.corrected_at)},
                {"text", Value::borrow(correction.text)}, {"is_retraction", correction.is_retraction}}));
    return Value::own(std::move(corrections));
}

Value is_retracted(Post const& post)
{
    return Value(
        post.text() && std::ranges::any_of(post.text()->corrections, &newsroom::Correction::is_retraction));
}

Value neighbour_in_section(Post const& post, Direction direction)
{
    auto const& catalogue = post.rendering().catalogue();
    return post_value(
        post.rendering(), neighbour(section_listing(catalogue, post.ordinal()), post.ordinal(), direction));
}

Value neighbour_of(Post const& post, Direction direction)
{
    auto const& catalogue = post.rendering().catalogue();
    return post_value(
        post.rendering(), neighbour(catalogue.articles(post.language()), post.ordinal(), direction));
}

Value srcset_of(Post const& post)
{
    auto srcset = picture_srcset(post.card().picture.path, post.card().picture_width);
    return srcset.empty() ? Value(nullptr) : Value(std::move(srcset));
}

// The policy allows no inline style, so the theme's style sheet has a class for every tenth of width and
// height.
Value focus_of(Post const& post)
{
    auto const tenth = [](int percent) { return (percent + 5) / 10 * 10; };
    auto const x = tenth(post.card().focus_x), y = tenth(post.card().focus_y);
    return x == 50 && y == 50 ? Value(nullptr) : Value(fmt::format("focus-x-{} focus-y-{}", x, y));
}

Value html_of(Post const& post)
{
    return post.text() ? Value::borrow_safe(post.text()->body) : Value();
}

Value plaintext_of(Post const& post)
{
    return post.text() ? Value(html::plain_text(post.text()->body)) : Value();
}

std::string const& language_of(Post const& post)
{
    return post.rendering().catalogue().language(post.language());
}

// Fields every post has.
Fields<Post> const& card_fields()
{
    static Fields<Post> const fields{
        {"id", [](Post const& post) { return Value::borrow(post.card().id); }},
        {"uuid", [](Post const& post) { return Value::borrow(post.card().id); }},
        {"slug", [](Post const& post) { return Value::borrow(post.card().slug); }},
        {"url", [](Post const& post) { return Value(path_of(post.rendering().catalogue(), post.card())); }},
        {"title", [](Post const& post) { return Value::borrow(post.card().title); }},
        {"standfirst", [](Post const& post) { return text_or_null(post.card().standfirst); }},
        {"custom_excerpt", [](Post const& post) { return text_or_null(post.card().standfirst); }},
        {"excerpt", [](Post const& post) { return Value::borrow(post.card().excerpt); }},
        {"language", [](Post const& post) { return Value::borrow(language_of(post)); }},
        {"direction", [](Post const& post) { return Value::borrow(text::direction_of(language_of(post))); }},
        {"featured", [](Post const& post) { return Value(bool(post.entry().is_featured)); }},
        {"page", [](Post const& post) { return Value(bool(post.entry().is_page)); }},
        {"feature_image", [](Post const& post) { return text_or_null(post.card().picture.path); }},
        {"feature_image_alt", [](Post const& post) { return text_or_null(post.card().picture.alt); }},
        {"feature_image_caption",
            [](Post const& post) {
                auto const& caption = post.card().picture.caption;
                return caption.empty() ? Value(nullptr) : Value::borrow_safe(caption);
            }},
        {"feature_image_credit", [](Post const& post) { return text_or_null(post.card().picture.credit); }},
        {"feature_image_width", [](Post const& post) { return number_or_null(post.card().picture_width); }},
        {"feature_image_height", [](Post const& post) { return number_or_null(post.card().picture_height); }},
        {"feature_image_srcset", srcset_of},
        {"feature_image_focus", focus_of},
        {"published_at", [](Post const& post) { return Value(post.entry().published_at); }},
        {"updated_at", [](Post const& post) { return Value(post.entry().updated_at); }},
        {"created_at", [](Post const& post) { return Value(post.card().created_at); }},
        {"is_updated",
            [](Post const& post) {
                return Value(post.entry().updated_at > post.entry().published_at + hour);
            }},
        {"tags", tags_of},
        {"primary_tag", primary_tag_of},
        {"section", section_of},
        {"authors", authors_of},
        {"primary_author", primary_author_of},
        {"words", [](Post const& post) { return Value(post.entry().words); }},
        {"reading_time",
            [](Post const& post) {
                return Value(std::max(1, (post.entry().words + words_a_minute / 2) / words_a_minute));
            }},
        {"no_appeal", [](Post const& post) { return Value(post.card().no_appeal); }},
        {"canonical_url", [](Post const& post) { return text_or_null(post.card().canonical_url); }},
        {"custom_template", [](Post const& post) { return text_or_null(post.card().template_name); }},
        {"meta_title", [](Post const& post) { return text_or_null(post.card().meta_title); }},
        {"meta_description", [](Post const& post) { return text_or_null(post.card().meta_description); }},
        {"visibility", [](Post const&) { return Value("public"); }},
        {"access", [](Post const&) { return Value(true); }},
        {"comments", [](Post const&) { return Value(false); }},
    };
    return fields;
}

// Fields a post has on its own page.
Fields<Post> const& article_fields()
{
    static Fields<Post> const fields{
        {"html", html_of},
        {"plaintext", plaintext_of},
        {"corrections", corrections_of},
        {"is_retracted", is_retracted},
        {"translations", [](Post const& post) { return translations_value(post.rendering()); }},
        {"related", [](Post const& post) { return post.related(); }},
        {"next_in_section", [](Post const& post) { return neighbour_in_section(post, Direction::newer); }},
        {"previous_in_section",
            [](Post const& post) { return neighbour_in_section(post, Direction::older); }},
        {"next", [](Post const& post) { return neighbour_of(post, Direction::newer); }},
        {"previous", [](Post const& post) { return neighbour_of(post, Direction::older); }},
    };
    return fields;
}

} // namespace

Post::Post(Rendering& rendering, Ordinal ordinal, CardPointer card)
    : rendering_(&rendering)
    , ordinal_(ordinal)
    , card_(std::move(card))
{
    note_unknown_size();
}

Post::Post(Rendering& rendering, Ordinal ordinal, ArticlePointer text)
    : rendering_(&rendering)
    , ordinal_(ordinal)
    , card_(text)
    , text_(std::move(text))
{
    note_unknown_size();
}

// It may become known without a new edition of the article.
void Post::note_unknown_size() const
{
    if (card_->picture_width == 0 && card_->picture.path.starts_with("/media/"))
        rendering_->reads_beyond = true;
}

Value Post::get(templates::Key key) const
{
    auto value = card_fields().get(*this, key);
    if (value.is_undefined() && text_)
        value = article_fields().get(*this, key);
    return value;
}

std::vector<std::string_view> Post::keys() const
{
    auto names = card_fields().keys();
    if (text_) {
        auto const more = article_fields().keys();
        names.insert(names.end(), more.begin(), more.end());
    }
    return names;
}

Value const& Post::related() const
{
    if (related_.is_undefined()) {
        auto const lists = rendering_->noting(rendering_->snapshot.related());
        related_ = posts_value(
            *rendering_, lists ? rendering_->noting(lists->of(ordinal_)) : std::vector<Ordinal>());
    }
    return related_;
}

Value PostList::at(std::size_t index) const
{
    constexpr std::size_t first_few = 4;
    if (index >= cards_.size()) {
        auto const unread = std::span(ordinals_).subspan(cards_.size());
        auto const count = index < first_few ? std::min(first_few, unread.size()) : unread.size();
        std::ranges::move(
            rendering_.noting(rendering_.snapshot.cards(unread.first(count))), std::back_inserter(cards_));
    }
    if (index >= cards_.size()) // the error is noted
        return {};
    return Value::make<Post>(rendering_, ordinals_[index], cards_[index]);
}

Value post_value(Rendering& rendering, std::optional<Ordinal> ordinal)
{
    if (!ordinal)
        return nullptr;
    auto card = rendering.noting(rendering.snapshot.card(*ordinal));
    return card ? Value::make<Post>(rendering, *ordinal, std::move(card)) : Value(nullptr);
}

Value posts_value(Rendering& rendering, std::vector<Ordinal> ordinals)
{
    return Value::make<PostList>(rendering, std::move(ordinals));
}

std::optional<Ordinal> neighbour(Listing listing, Ordinal ordinal, Direction direction)
{
    auto const here = std::lower_bound(listing.begin(), listing.end(), ordinal);
    if (here == listing.end() || *here != ordinal)
        return {};
    if (direction == Direction::older)
        return here == listing.begin() ? std::nullopt : std::optional(*(here - 1));
    return here + 1 == listing.end() ? std::nullopt : std::optional(*(here + 1));
}

Listing section_listing(Catalogue const& catalogue, Ordinal ordinal)
{
    auto const& entry = catalogue[ordinal];
    return catalogue.tag(entry.section) ? catalogue.with_tag(entry.language, entry.section) : Listing();
}

std::string path_of(Catalogue const& catalogue, Card const& card)
{
    return newsroom::article_path(catalogue.settings(), card.language, card.slug);
}

} // namespace broadsheet::site
