#pragma once

#include "base/file_descriptor.h"
#include "base/unfinished_file.h"
#include "site/edition/related.h"

#include <array>
#include <atomic>
#include <filesystem>
#include <optional>

namespace broadsheet::site {

// Where lists are kept.
struct KeptLists {
    std::filesystem::path file = {}; // empty: nowhere
    std::uint64_t program = 0; // stands for who made them: lists of another are not believed
};

// Further reading of an edition's settled articles (RelatedIndex), kept in a file from one edition to the
// next: finding it anew is most of what a mirror with one article more would cost. The file may be deleted at
// any time; one that cannot be read, or is of other articles, is made again. Thread-safe.
class RelatedLists {
public:
    using List = std::array<Ordinal, RelatedIndex::most_shown>; // up to the first `none`
    static constexpr Ordinal none = 0xffffffff;

    // The catalogue and the index must outlive it.
    RelatedLists(Catalogue const&, RelatedIndex const&, KeptLists const&);
    RelatedLists(RelatedLists const&) = delete;
    RelatedLists& operator=(RelatedLists const&) = delete;

    // Fills in the lists of the articles from this ordinal on.
    void read(Ordinal from, std::span<List> lists) const;
    // To be called once, after read() of every article: keeps what was not in the file.
    void keep();

private:
    struct Header {
        std::uint64_t print = 0; // of articles, program and form
        std::uint64_t count = 0; // of lists
        bool operator==(Header const&) const = default;
    };
    bool has(Header const&) const;
    bool is_list(List const&) const;

    Catalogue const& catalogue_;
    RelatedIndex const& index_;
    std::filesystem::path file_;
    Header header_;
    FileDescriptor kept_; // what there is to read
    std::optional<UnfinishedFile> made_; // what there is to write
    mutable std::atomic<bool> has_failed_ = false; // to be written
};

} // namespace broadsheet::site
