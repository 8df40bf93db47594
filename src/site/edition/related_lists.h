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
    explicit RelatedLists(Catalogue const&, KeptLists const& = {});
    RelatedLists(RelatedLists const&) = delete;
    RelatedLists& operator=(RelatedLists const&) = delete;

    // Fills in the lists of the articles from this ordinal on.
    void read(Ordinal from, std::span<List> lists) const;
    std::vector<Ordinal> of(Ordinal) const;
    // To be called once, after read() of every article and by one thread alone: keeps what was not in the
    // file.
    void keep();

private:
    struct Header {
        std::uint64_t print = 0; // of articles, program and form
        std::uint64_t count = 0; // of lists
        bool operator==(Header const&) const = default;
    };
    bool has(Header const&) const;
    bool is_list(List const&) const;
    RelatedIndex const& index_for(Ordinal) const;

    Catalogue const& catalogue_;
    std::filesystem::path file_;
    Header header_; // no lists: there is no file
    FileDescriptor kept_; // what there is to read
    std::optional<UnfinishedFile> made_; // what there is to write
    mutable std::atomic<bool> has_failed_ = false; // to be written
    mutable std::mutex mutex_; // guards the two below, each made when it is first needed
    mutable std::optional<RelatedIndex> whole_;
    mutable std::optional<RelatedIndex> rest_; // for the articles whose lists no file has
};

} // namespace broadsheet::site
