#pragma once

#include "site/catalogue.h"
#include "site/fragments.h"
#include "site/related.h"

#include <memory>
#include <mutex>
#include <optional>

namespace broadsheet::site {

// One edition with all that is made from it once and used by many pages. Thread-safe.
class PublishedEdition {
public:
    explicit PublishedEdition(std::shared_ptr<Catalogue const> catalogue)
        : catalogue_(std::move(catalogue))
    {
    }

    Catalogue const& catalogue() const { return *catalogue_; }
    // Made when it is first asked for: an import makes many editions that nobody reads an article of.
    RelatedIndex const& related() const
    {
        std::call_once(related_made_, [&] { related_.emplace(*catalogue_); });
        return *related_;
    }
    Fragments& fragments() const { return fragments_; }

private:
    std::shared_ptr<Catalogue const> catalogue_;
    mutable std::once_flag related_made_;
    mutable std::optional<RelatedIndex> related_;
    mutable Fragments fragments_;
};

} // namespace broadsheet::site
