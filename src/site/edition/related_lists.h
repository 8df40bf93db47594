#pragma once

#include "base/file_descriptor.h"
#include "base/unfinished_file.h"
#include "site/edition/related.h"

#include <array>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

namespace broadsheet::site {

// Where lists are kept.
struct KeptLists {
    std::filesystem::path file = {}; // empty: nowhere
    std::uint64_t program = 0; // stands for who made them: lists of another are not believed
};

// Where the articles of an edition lead (RelatedIndex). That of the settled ones may be kept in a file, also
// from one edition to the next: finding it anew is most of what a mirror with one article more would cost,
// and the index that it is found by is larger than all else that is known of articles. The file may be
// deleted at any time; one that cannot be read, or is of other articles, is made again. Thread-safe.
class RelatedLists {
public:
    using List = std::array<Ordinal, RelatedIndex::most_shown>; // up to the first `none`
    static constexpr Ordinal none = 0xffffffff;

    // The catalogue must outlive it.
    RelatedLists(Catalogue const&, SharedSignatures, KeptLists const& = {});
    RelatedLists(RelatedLists const&) = delete;
    RelatedLists& operator=(RelatedLists const&) = delete;

    // Fills in the lists of the articles from this ordinal on.
    void read(Ordinal from, std::span<List> lists) const;
    // Fails where the file cannot be read any more, and what it was made from is given up.
    Result<std::vector<Ordinal>> of(Ordinal) const;
    // To be called once, after read() of every article and by one thread alone: keeps what was not in the
    // file, and gives up all that lists are made from.
    void keep();

private:
    struct Header {
        std::uint64_t print = 0; // of articles, program and form
        std::uint64_t count = 0; // of lists
        bool operator==(Header const&) const = default;
    };
    bool has(Header const&) const;
    static std::size_t place_of(Ordinal);
    bool is_list(List const&) const;
    RelatedIndex const& index_for(Ordinal) const;

    Catalogue const& catalogue_;
    std::filesystem::path file_;
    Header header_; // no lists: there is no file
    FileDescriptor kept_; // what there is to read
    std::optional<UnfinishedFile> made_; // what there is to write
    mutable std::vector<List> rest_; // of the articles that are not settled, where the others are in a file
    mutable std::atomic<bool> has_failed_ = false; // to be read or written
    bool is_kept_ = false; // every list is in the file or in `rest_`
    SharedSignatures signatures_;
    mutable std::mutex mutex_; // guards the two below, each made when it is first needed
    mutable std::optional<RelatedIndex> whole_;
    mutable std::optional<RelatedIndex> index_of_rest_;
};

} // namespace broadsheet::site
