#include "site/query/post_query.h"

#include "newsroom/title_words.h"
#include "site/query/order.h"
#include "site/query/pagination.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::site {

namespace {

using Visit = std::function<void(FilterValue const&)>;

// The properties that need no text from the database.
bool visit_in_catalogue(
    Catalogue const& catalogue, Ordinal ordinal, std::string_view property, Visit const& visit)
{
    auto const& entry = catalogue[ordinal];
    auto visit_slug = [&](auto const* record) {
        if (record)
            visit(record->slug);
    };
    if (property == "tag" || property == "tags" || property == "tags.slug") {
        for (auto number : catalogue.tags(ordinal))
            visit_slug(catalogue.tag(number));
    } else if (property == "author" || property == "authors" || property == "authors.slug") {
        for (auto number : catalogue.bylines(ordinal))
            visit_slug(catalogue.byline(number));
    } else if (property == "section")
        visit_slug(catalogue.tag(entry.section));
    else if (property == "primary_tag") {
        auto const tags = catalogue.tags(ordinal);
        visit_slug(catalogue.tag(entry.section ? entry.section : tags.empty() ? 0 : tags.front()));
    } else if (property == "primary_author") {
        auto const bylines = catalogue.bylines(ordinal);
        visit_slug(bylines.empty() ? nullptr : catalogue.byline(bylines.front()));
    } else if (property == "featured")
        visit(bool(entry.is_featured));
    else if (property == "published_at" || property == "created_at")
        visit(static_cast<double>(entry.published_at));
    else if (property == "updated_at")
        visit(static_cast<double>(entry.updated_at));
    else if (property == "visibility")
        visit(std::string("public"));
    else if (property == "language")
        visit(catalogue.language(entry.language));
    else if (property == "status")
        visit(std::string("published"));
    else if (property == "page")
        visit(bool(entry.is_page));
    else
        return false;
    return true;
}

bool visit_in_card(Card const& card, std::string_view property, Visit const& visit)
{
    auto visit_text = [&](std::string const& text) { text.empty() ? visit(nullptr) : visit(text); };
    if (property == "id" || property == "uuid")
        visit(card.id);
    else if (property == "slug")
        visit(card.slug);
    else if (property == "title")
        visit(card.title);
    else if (property == "feature_image")
        visit_text(card.picture.path);
    else if (property == "custom_excerpt")
        visit_text(card.standfirst);
    else
        return false;
    return true;
}

constexpr std::string_view known_properties = " tag tags tags.slug author authors authors.slug section "
                                              "primary_tag primary_author featured published_at"
                                              " created_at updated_at visibility language status page id "
                                              "uuid slug title feature_image custom_excerpt ";

Result<void> check_properties(Filter const& filter)
{
    std::optional<Error> error;
    for_each_test(filter, [&](Filter const& test) {
        if (known_properties.find(fmt::format(" {} ", test.property)) == std::string_view::npos)
            error = invalid(fmt::format("a filter of posts knows no property \"{}\"", test.property));
    });
    if (error)
        return *error;
    return {};
}

enum class OrderField { published_at, updated_at, featured };

struct OrderKey {
    OrderField field = OrderField::published_at;
    bool is_descending = false;
};

std::optional<OrderField> order_field(std::string_view name)
{
    if (name == "published_at" || name == "created_at" || name == "id")
        return OrderField::published_at;
    if (name == "updated_at")
        return OrderField::updated_at;
    return name == "featured" ? std::optional(OrderField::featured) : std::nullopt;
}

Result<std::vector<OrderKey>> order_keys(std::string_view order)
{
    std::vector<OrderKey> keys;
    for (auto const& term : TRY(parse_order(order))) {
        auto const field = order_field(term.property);
        if (!field)
            return invalid(fmt::format("posts cannot be ordered by \"{}\"", term.property));
        if (term.is_descending)
            keys.push_back({*field, *term.is_descending});
    }
    return keys;
}

// Whether the order is that in which articles are looked through: the newest first.
bool is_newest_first(std::vector<OrderKey> const& keys)
{
    return keys.empty() || (keys.front().field == OrderField::published_at && keys.front().is_descending);
}

std::int64_t order_value(Catalogue const& catalogue, Ordinal ordinal, OrderField field)
{
    switch (field) {
    case OrderField::published_at:
        return ordinal; // the catalogue's own order
    case OrderField::updated_at:
        return catalogue[ordinal].updated_at;
    case OrderField::featured:
        return catalogue[ordinal].is_featured;
    }
    VERIFY(false);
}

// Returns what listing_of(language) is for the languages asked for, as one listing; `storage` holds it where
// there are several.
template <typename ListingOf>
Listing in_languages(Catalogue const& catalogue, PostQuery const& query, std::vector<Ordinal>& storage,
    ListingOf const& listing_of)
{
    if (query.language || catalogue.languages() == 1)
        return listing_of(query.language.value_or(0));
    for (std::size_t language = 0; language < catalogue.languages(); ++language) {
        auto const listing = listing_of(language);
        auto const middle = static_cast<std::ptrdiff_t>(storage.size());
        storage.insert(storage.end(), listing.begin(), listing.end());
        std::inplace_merge(storage.begin(), storage.begin() + middle, storage.end());
    }
    return storage;
}

// The articles to look through: all, or, where the filter demands a tag or author, theirs.
Listing candidates(Catalogue const& catalogue, PostQuery const& query, std::vector<Ordinal>& storage)
{
    auto in_all = [&](auto const& listing_of) { return in_languages(catalogue, query, storage, listing_of); };
    if (query.pages)
        return in_all([&](std::size_t language) { return catalogue.pages(language); });
    for (auto const* property : {"tag", "tags", "tags.slug", "primary_tag", "section"})
        if (auto const* values = required_values(query.filter, property); values && values->size() == 1)
            if (auto const* slug = std::get_if<std::string>(&values->front())) {
                auto const* tag = catalogue.tag(*slug);
                return !tag
                    ? Listing()
                    : in_all([&](std::size_t language) { return catalogue.with_tag(language, tag->number); });
            }
    for (auto const* property : {"author", "authors", "authors.slug", "primary_author"})
        if (auto const* values = required_values(query.filter, property); values && values->size() == 1)
            if (auto const* slug = std::get_if<std::string>(&values->front())) {
                auto const* byline = catalogue.byline(*slug);
                return !byline
                    ? Listing()
                    : in_all([&](std::size_t language) { return catalogue.by(language, byline->number); });
            }
    return in_all([&](std::size_t language) { return catalogue.articles(language); });
}

// Adds the articles whose numbers a query gives.
Result<void> add_found(
    Snapshot const& snapshot, std::string_view sql, db::Parameters parameters, std::vector<Ordinal>& found)
{
    auto cursor = TRY(snapshot.connection().query(sql, parameters));
    while (TRY(cursor.next()))
        if (auto const ordinal = snapshot.catalogue().find(cursor.integer(0)))
            found.push_back(*ordinal);
    return {};
}

// The one article a filter names by slug or id, if it names one.
Result<std::optional<std::vector<Ordinal>>> named_articles(Snapshot const& snapshot, Filter const& filter)
{
    for (auto [property, sql] : {std::pair("slug", "SELECT number FROM articles WHERE slug = $1"),
             std::pair("id", "SELECT number FROM articles WHERE id = $1")}) {
        auto const* values = required_values(filter, property);
        if (!values)
            continue;
        std::vector<Ordinal> found;
        for (auto const& value : *values)
            if (auto const* text = std::get_if<std::string>(&value)) {
                db::Parameter const parameter(*text);
                TRY(add_found(snapshot, sql, {&parameter, 1}, found));
            }
        std::sort(found.begin(), found.end());
        return std::optional(std::move(found));
    }
    return std::optional<std::vector<Ordinal>>();
}

// The few articles that can meet a filter for a part of their title, if it demands one with words.
Result<std::optional<std::vector<Ordinal>>> titled_articles(Snapshot const& snapshot, PostQuery const& query)
{
    auto const* test = required_part(query.filter, "title");
    if (!test)
        return std::optional<std::vector<Ordinal>>();
    std::deque<std::string> words; // that the parameters borrow
    std::vector<db::Parameter> parameters{
        name_of(query.pages ? newsroom::ArticleKind::page : newsroom::ArticleKind::article)};
    std::string any;
    for (auto const& value : test->values) {
        auto const* text = std::get_if<std::string>(&value);
        auto const titles
            = !text ? std::string() : newsroom::may_hold_in_title(*text, [&](std::string_view word) {
                  parameters.emplace_back(words.emplace_back(word));
                  return fmt::format("${}", parameters.size());
              });
        if (titles.empty())
            return std::optional<std::vector<Ordinal>>();
        any += (any.empty() ? "" : " OR ") + titles;
    }
    std::vector<Ordinal> found;
    TRY(add_found(snapshot,
        fmt::format("SELECT number FROM articles WHERE kind = $1 AND status = 'published' AND ({})", any),
        parameters, found));
    std::sort(found.begin(), found.end());
    return std::optional(std::move(found));
}

Result<std::optional<std::vector<Ordinal>>> few_articles(Snapshot const& snapshot, PostQuery const& query)
{
    auto named = TRY(named_articles(snapshot, query.filter));
    if (named)
        return named;
    return titled_articles(snapshot, query);
}

void sort(Catalogue const& catalogue, std::vector<Ordinal>& ordinals, std::vector<OrderKey> const& keys)
{
    std::stable_sort(ordinals.begin(), ordinals.end(), [&](Ordinal left, Ordinal right) {
        for (auto const& key : keys) {
            auto const a = order_value(catalogue, left, key.field);
            auto const b = order_value(catalogue, right, key.field);
            if (a != b)
                return key.is_descending ? a > b : a < b;
        }
        return false;
    });
}

// Returns a page of a whole listing, newest first, without looking at the others.
PostQueryResult page_of(Listing listing, PostQuery const& query)
{
    Pagination pagination;
    pagination.page = query.page;
    pagination.limit = query.limit;
    return {articles_of_page(listing, pagination), listing.size()};
}

} // namespace

Result<PostQueryResult> find_posts(Snapshot const& snapshot, PostQuery const& query)
{
    TRY(check_properties(query.filter));
    auto const keys = TRY(order_keys(query.order));
    auto const& catalogue = snapshot.catalogue();
    auto const few = TRY(few_articles(snapshot, query));
    std::vector<Ordinal> storage;
    auto const listing = few ? Listing(*few) : candidates(catalogue, query, storage);
    if (!few && query.filter.is_empty() && is_newest_first(keys))
        return page_of(listing, query);

    std::optional<Error> error;
    std::vector<Ordinal> found;
    for (auto next = listing.rbegin(); next != listing.rend() && !error; ++next) {
        auto const ordinal = *next;
        auto const& entry = catalogue[ordinal];
        if (entry.is_page != query.pages || (query.language && entry.language != *query.language))
            continue;
        auto read = [&](std::string_view property, Visit const& visit) {
            if (visit_in_catalogue(catalogue, ordinal, property, visit))
                return;
            auto card = snapshot.card(ordinal);
            if (card.ok())
                visit_in_card(**card, property, visit);
            else
                error = std::move(card).error();
        };
        if (matches(query.filter, read))
            found.push_back(ordinal);
    }
    if (error)
        return *error;
    if (!is_newest_first(keys))
        sort(catalogue, found, keys);

    PostQueryResult result;
    result.total = found.size();
    auto const first = std::min((query.page - 1) * query.limit, found.size());
    auto const last = std::min(first + query.limit, found.size());
    result.posts.assign(found.begin() + static_cast<std::ptrdiff_t>(first),
        found.begin() + static_cast<std::ptrdiff_t>(last));
    return result;
}

} // namespace broadsheet::site
