#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <map>
#include <optional>

namespace broadsheet::newsroom {

// A word articles are found under. A section is a tag that structures the front page; an internal one
// (Ghost's `#name`) is never shown.
struct Tag {
    struct Text {
        std::string name;
        std::string description;
        bool operator==(Text const&) const = default;
    };
    Number number = 0;
    std::string id;
    std::string slug;
    Text text; // in the newspaper's first language
    std::map<std::string, Text, std::less<>> translations; // by language
    std::string picture;
    bool is_section = false;
    bool is_internal = false;
    std::int64_t position = 0; // sections' order on the front page

    Text const& in(std::string_view language) const;
    bool operator==(Tag const&) const = default;
};

// The public name over an article, never an account.
struct Byline {
    struct Text {
        std::string name;
        std::string bio;
        bool operator==(Text const&) const = default;
    };
    Number number = 0;
    std::string id;
    std::string slug;
    Text text;
    std::map<std::string, Text, std::less<>> translations;
    std::string picture;
    std::string website;
    std::string location;
    bool is_redacted = false;

    Text const& in(std::string_view language) const;
    bool operator==(Byline const&) const = default;
};

// Tags and bylines are few (thousands): the whole list is read at once.
class Tags {
public:
    explicit Tags(db::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::vector<Tag>> all() const; // sections first, by position, then by slug
    Result<std::optional<Tag>> by_slug(std::string_view slug) const;
    // Saves a new (number 0) or changed tag and returns its number. Unchanged content makes no new edition.
    static Result<Number> save(Change&, Tag const&);
    // Takes it away, also from the articles that have it, or not_found.
    static Result<void> remove(Change&, Number);

private:
    db::Connection& connection_;
};

class Bylines {
public:
    explicit Bylines(db::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::vector<Byline>> all() const; // by slug
    Result<std::optional<Byline>> by_slug(std::string_view slug) const;
    // Returns the redacted byline that once had this slug, if there is one.
    Result<std::optional<Number>> redacted_from(std::string_view slug) const;
    // Refused: a redacted one.
    static Result<Number> save(Change&, Byline const&);
    // Takes away for good all that a byline says of a person, and puts a tombstone ("Name withheld") in its
    // place: on its page, which gets another address, and over every article. `translations` are the
    // tombstone in other languages.
    using Translations = std::map<std::string, std::string, std::less<>>;
    static Result<void> redact(
        Change&, Number, std::string_view tombstone, Translations const& translations = {});

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
