#pragma once

#include "site/edition/catalogue.h"
#include "site/edition/related_lists.h"
#include "site/fragments.h"
#include "site/page.h"
#include "site/theme.h"

#include <map>
#include <memory>
#include <mutex>

namespace broadsheet::site {

// One edition with all that is made from it once and used by many pages. Thread-safe.
class PublishedEdition {
public:
    PublishedEdition(std::shared_ptr<Catalogue const> catalogue, std::shared_ptr<Theme const> theme)
        : catalogue_(std::move(catalogue))
        , theme_(std::move(theme))
    {
    }

    Catalogue const& catalogue() const { return *catalogue_; }
    std::shared_ptr<Catalogue const> const& shared_catalogue() const { return catalogue_; }
    // Its pages are in this theme, also after another one was loaded.
    Theme const& theme() const { return *theme_; }
    std::shared_ptr<Theme const> const& shared_theme() const { return theme_; }
    // How many articles a page of a list has: what the theme wants, or else the settings.
    std::size_t articles_per_page() const
    {
        return theme_->config().posts_per_page.value_or(
            static_cast<std::size_t>(catalogue_->settings().articles_per_page));
    }
    // Returns where its articles lead, made by `make()`, which returns a Result, when first asked for: an
    // import makes many editions that nobody reads an article of.
    template <typename Make>
    Result<std::shared_ptr<RelatedLists const>> related(Make const& make) const
    {
        std::scoped_lock lock(related_mutex_);
        if (!related_)
            related_ = std::make_shared<RelatedLists const>(*catalogue_, TRY(make()));
        return related_;
    }
    // Pages lead where these lists say from now on, which are those of its catalogue.
    void set_related(std::shared_ptr<RelatedLists const> lists) const
    {
        std::scoped_lock lock(related_mutex_);
        related_ = std::move(lists);
    }
    // Returns a language's articles by the file of the search without a server that names them, sorted out by
    // `make()` when first asked for.
    template <typename Make>
    Buckets const& search_files(std::size_t language, Make const& make) const
    {
        std::scoped_lock lock(search_files_mutex_);
        auto found = search_files_.find(language);
        if (found == search_files_.end())
            found = search_files_.emplace(language, make()).first;
        return found->second;
    }
    Fragments& fragments() const { return fragments_; }

    // Returns the page for an error in a language, made by `make()` when it is first asked for: whoever tries
    // addresses at random does not have it rendered each time.
    template <typename Make>
    Page error_page(int status, std::size_t language, Make const& make) const
    {
        std::scoped_lock lock(error_pages_mutex_);
        auto found = error_pages_.find({status, language});
        if (found == error_pages_.end())
            found = error_pages_.emplace(std::pair(status, language), make()).first;
        return found->second;
    }

private:
    std::shared_ptr<Catalogue const> catalogue_;
    std::shared_ptr<Theme const> theme_;
    mutable std::mutex related_mutex_;
    mutable std::shared_ptr<RelatedLists const> related_;
    mutable Fragments fragments_;
    mutable std::mutex search_files_mutex_;
    mutable std::map<std::size_t, Buckets> search_files_;
    mutable std::mutex error_pages_mutex_;
    mutable std::map<std::pair<int, std::size_t>, Page> error_pages_;
};

} // namespace broadsheet::site
