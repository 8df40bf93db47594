#pragma once

#include "exchange/wordpress_addresses.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::db {
class Connection;
}

namespace broadsheet::exchange {

// Leads the links between the articles of a WordPress export to where these are here: absolute ones would
// lead from every mirror to the old host, which may be blocked. The articles' old addresses lie in a
// temporary database, since their number is the archive's. Thread-safe.
class WordpressLinks {
public:
    static Result<WordpressLinks> make();
    WordpressLinks(WordpressLinks&&) noexcept;
    ~WordpressLinks();

    // Knows a post or page by its old address from now on.
    Result<void> add(WxrItem const&, std::string_view language);
    // What was added under one name of a language is of that language, which may have articles already.
    Result<void> rename_language(std::string_view name, std::string_view language);

    // Leaves links to this slug as they are from now on: another article has it here.
    Result<void> leave_out(std::string_view language, std::string_view slug);

    // Returns the address of an article here.
    using PathOfSlug = std::function<std::string(std::string_view language, std::string_view slug)>;
    // Returns HTML whose links to known articles have their new addresses. All others stay as they are,
    // and so do those to an article whose slug will not be its own here.
    Result<std::string> lead_on(std::string_view html, WordpressAddresses const&, PathOfSlug const&) const;

private:
    explicit WordpressLinks(std::unique_ptr<db::Connection>);
    struct Place {
        std::string language;
        std::string slug;
    };
    Result<void> count(std::string_view language, std::string_view slug);
    Result<std::optional<Place>> place_of(std::string_view name) const;

    std::unique_ptr<db::Connection> database_;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // guards it
};

} // namespace broadsheet::exchange
