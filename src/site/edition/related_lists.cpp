#include "site/edition/related_lists.h"

#include "base/file.h"
#include "base/fingerprint.h"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace broadsheet::site {

namespace {

constexpr std::uint64_t form = 1; // of the file: a header, then a list an article, in the machine's own bytes

template <typename Part>
bool read_at(int file, std::span<Part> parts, std::size_t at)
{
    return ::pread(file, parts.data(), parts.size_bytes(), static_cast<off_t>(at))
        == static_cast<ssize_t>(parts.size_bytes());
}

template <typename Part>
bool write_at(int file, std::span<Part const> parts, std::size_t at)
{
    return ::pwrite(file, parts.data(), parts.size_bytes(), static_cast<off_t>(at))
        == static_cast<ssize_t>(parts.size_bytes());
}

} // namespace

RelatedLists::RelatedLists(Catalogue const& catalogue, SharedSignatures signatures, KeptLists const& kept)
    : catalogue_(catalogue)
    , file_(kept.file)
    , signatures_(std::move(signatures))
{
    if (file_.empty())
        return;
    header_ = {Fingerprint()
                   .add(form)
                   .add(kept.program)
                   .add(RelatedIndex::print_of_settled(catalogue, *signatures_))
                   .value(),
        RelatedIndex::settled(catalogue.size())};
    rest_.resize(catalogue.size() - header_.count);
    kept_ = FileDescriptor(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
    if (kept_ && has(header_))
        return;
    kept_ = FileDescriptor();
    if (auto made = UnfinishedFile::beside(file_))
        made_.emplace(std::move(*made));
}

// Whether the file that is kept has this header, and all that it promises.
bool RelatedLists::has(Header const& header) const
{
    Header there;
    struct stat status { };
    return read_at(kept_.get(), std::span(&there, 1), 0) && there == header
        && ::fstat(kept_.get(), &status) == 0
        && static_cast<std::uint64_t>(status.st_size) == sizeof(Header) + header.count * sizeof(List);
}

// Where the list of an article begins in the file.
std::size_t RelatedLists::place_of(Ordinal ordinal)
{
    return sizeof(Header) + ordinal * sizeof(List);
}

bool RelatedLists::is_list(List const& list) const
{
    return std::ranges::all_of(
        list, [&](Ordinal ordinal) { return ordinal == none || ordinal < header_.count; });
}

RelatedIndex const& RelatedLists::index_for(Ordinal ordinal) const
{
    std::scoped_lock lock(mutex_);
    if (ordinal < header_.count || whole_)
        return whole_ ? *whole_ : whole_.emplace(catalogue_, signatures_);
    if (!index_of_rest_)
        index_of_rest_.emplace(catalogue_, signatures_, static_cast<Ordinal>(header_.count));
    return *index_of_rest_;
}

void RelatedLists::read(Ordinal from, std::span<List> lists) const
{
    // One batch may end with articles that are not settled.
    auto const settled = from < header_.count
        ? lists.first(std::min<std::size_t>(lists.size(), header_.count - from))
        : lists.first(0);
    auto const at = place_of(from);
    std::size_t known = 0;
    if (kept_ && read_at(kept_.get(), settled, at)
        && std::ranges::all_of(settled, [&](auto const& list) { return is_list(list); }))
        known = settled.size();
    else if (kept_)
        has_failed_ = true;
    for (auto place = known; place < lists.size(); ++place) {
        auto const ordinal = from + static_cast<Ordinal>(place);
        auto const found = index_for(ordinal).related_to(catalogue_, ordinal, RelatedIndex::most_shown);
        lists[place].fill(none);
        std::ranges::copy(found, lists[place].begin());
        if (ordinal >= header_.count && !rest_.empty())
            rest_[ordinal - header_.count] = lists[place];
    }
    if (made_ && !write_at(made_->descriptor(), std::span<List const>(settled), at))
        has_failed_ = true;
}

Result<std::vector<Ordinal>> RelatedLists::of(Ordinal ordinal) const
{
    List list;
    if (!is_kept_)
        read(ordinal, std::span(&list, 1));
    else if (ordinal >= header_.count)
        list = rest_[ordinal - header_.count];
    else if (!read_at(kept_.get(), std::span(&list, 1), place_of(ordinal)) || !is_list(list))
        return io_error(fmt::format("cannot read {}", file_.string()));
    return std::vector<Ordinal>(list.begin(), std::ranges::find(list, none));
}

void RelatedLists::keep()
{
    // What could not be written may be a hole, which reads as lists: such a file goes.
    if (made_ && !has_failed_ && write_at(made_->descriptor(), std::span<Header const>(&header_, 1), 0)) {
        kept_ = FileDescriptor(::open(made_->path().c_str(), O_RDONLY | O_CLOEXEC));
        (void)put_in_place(made_->path(), file_).ok();
    }
    made_.reset();
    is_kept_ = kept_ && !has_failed_;
    if (!is_kept_)
        return rest_.clear();
    whole_.reset();
    index_of_rest_.reset();
    signatures_.reset();
}

} // namespace broadsheet::site
