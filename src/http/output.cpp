#include "http/output.h"

#include "base/result.h"

#include <cstring>

namespace broadsheet::http {

namespace {

constexpr std::size_t most_pieces = 48;
// After this, other connections get their turn: a large file to a fast reader would otherwise hold the
// thread.
constexpr std::size_t most_bytes_a_turn = 256 * 1024;

// Collects pieces of memory for one gathered write, leaving out the first `skip` bytes.
class Pieces {
public:
    explicit Pieces(std::uint64_t skip)
        : skip_(skip)
    {
    }

    void add(std::string_view bytes)
    {
        if (skip_ >= bytes.size()) {
            skip_ -= bytes.size();
            return;
        }
        bytes.remove_prefix(skip_);
        skip_ = 0;
        pieces_[count_++] = {const_cast<char*>(bytes.data()), bytes.size()};
        size_ += bytes.size();
    }

    bool has_room() const { return count_ + 3 <= most_pieces; }
    std::uint64_t size() const { return size_; }
    std::span<iovec const> span() const { return {pieces_.data(), count_}; }

private:
    std::array<iovec, most_pieces> pieces_;
    std::size_t count_ = 0;
    std::uint64_t size_ = 0;
    std::uint64_t skip_;
};

} // namespace

void Output::add(Reply reply, std::string_view tail)
{
    VERIFY(tail.size() <= longest_tail);
    auto& item = items_.emplace_back();
    item.reply = std::move(reply);
    item.tail_size = tail.size();
    std::memcpy(item.tail.data(), tail.data(), tail.size());
}

IoResult Output::send(Transport& transport)
{
    std::size_t bytes = 0;
    while (!empty()) {
        if (bytes >= most_bytes_a_turn)
            return {IoStatus::done, bytes};
        auto const result = send_some(transport);
        if (result.status != IoStatus::done)
            return {result.status, bytes};
        bytes += result.bytes;
        advance(result.bytes);
    }
    items_.clear();
    first_ = 0;
    return {IoStatus::done, bytes};
}

IoResult Output::send_some(Transport& transport)
{
    auto const& front = items_[first_];
    if (sent_ >= front.in_memory()) {
        auto const file_sent = sent_ - front.in_memory();
        return transport.send_file(
            *front.reply.file, front.reply.file_offset + file_sent, front.reply.file_length - file_sent);
    }
    Pieces pieces(sent_);
    bool more = false;
    for (auto at = first_; at < items_.size() && pieces.has_room() && !more; ++at) {
        auto const& item = items_[at];
        pieces.add(item.reply.head);
        pieces.add({item.tail.data(), item.tail_size});
        pieces.add(item.reply.body);
        more = item.reply.file_length > 0;
    }
    return transport.send(pieces.span(), more);
}

void Output::advance(std::uint64_t bytes)
{
    sent_ += bytes;
    while (!empty() && sent_ >= items_[first_].size()) {
        sent_ -= items_[first_].size();
        items_[first_].reply = {};
        ++first_;
    }
}

} // namespace broadsheet::http
