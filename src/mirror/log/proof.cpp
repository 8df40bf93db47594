#include "mirror/log/proof.h"

#include "base/encoding.h"
#include "mirror/log/numbers.h"

#include <bit>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1";
constexpr std::size_t most_hashes = 63;
constexpr std::size_t most_bytes = 256u << 10;

// Returns the largest power of two below n, which is above 1.
std::uint64_t split_of(std::uint64_t n)
{
    return std::bit_floor(n - 1);
}

Result<Hash> range_hash(SubtreeReader const& read, std::uint64_t first, std::uint64_t count)
{
    if (std::has_single_bit(count) && first % count == 0) {
        auto const level = static_cast<unsigned>(std::countr_zero(count));
        return read(level, first >> level);
    }
    auto const left = split_of(count);
    return node_hash(TRY(range_hash(read, first, left)), TRY(range_hash(read, first + left, count - left)));
}

Result<void> add_inclusion(
    SubtreeReader const& read, std::uint64_t index, std::uint64_t first, std::uint64_t count, Hashes& proof)
{
    if (count == 1)
        return {};
    auto const left = split_of(count);
    bool const is_left = index - first < left;
    if (is_left)
        TRY(add_inclusion(read, index, first, left, proof));
    else
        TRY(add_inclusion(read, index, first + left, count - left, proof));
    proof.push_back(
        TRY(is_left ? range_hash(read, first + left, count - left) : range_hash(read, first, left)));
    return {};
}

// `is_whole`: the verifier knows the old tree's hash from elsewhere.
Result<void> add_consistency(SubtreeReader const& read, std::uint64_t old_size, std::uint64_t first,
    std::uint64_t count, bool is_whole, Hashes& proof)
{
    if (old_size == count) {
        if (!is_whole)
            proof.push_back(TRY(range_hash(read, first, count)));
        return {};
    }
    auto const left = split_of(count);
    if (old_size <= left) {
        TRY(add_consistency(read, old_size, first, left, is_whole, proof));
        proof.push_back(TRY(range_hash(read, first + left, count - left)));
        return {};
    }
    TRY(add_consistency(read, old_size - left, first + left, count - left, false, proof));
    proof.push_back(TRY(range_hash(read, first, left)));
    return {};
}

} // namespace

Result<Hash> tree_root(SubtreeReader const& read, std::uint64_t size)
{
    if (size == 0)
        return hash_of("");
    return range_hash(read, 0, size);
}

Result<Hashes> inclusion_proof(SubtreeReader const& read, std::uint64_t index, std::uint64_t size)
{
    VERIFY(index < size);
    Hashes proof;
    TRY(add_inclusion(read, index, 0, size, proof));
    return proof;
}

Result<Hashes> consistency_proof(SubtreeReader const& read, std::uint64_t old_size, std::uint64_t size)
{
    VERIFY(old_size <= size);
    Hashes proof;
    if (old_size > 0)
        TRY(add_consistency(read, old_size, 0, size, true, proof));
    return proof;
}

// RFC 9162, 2.1.3.2
bool is_included(
    Hash const& leaf, std::uint64_t index, std::uint64_t size, Hash const& root, std::span<Hash const> proof)
{
    if (index >= size)
        return false;
    auto place = index;
    auto last = size - 1;
    auto hash = leaf;
    for (auto const& other : proof) {
        if (last == 0)
            return false;
        if (place % 2 == 1 || place == last) {
            hash = node_hash(other, hash);
            while (place % 2 == 0 && place != 0) {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(hash, other);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

// RFC 9162, 2.1.4.2
bool is_consistent(std::uint64_t old_size, Hash const& old_root, std::uint64_t size, Hash const& root,
    std::span<Hash const> proof)
{
    if (old_size == 0)
        return old_root == hash_of("") && proof.empty();
    if (old_size >= size)
        return old_size == size && old_root == root && proof.empty();
    auto place = old_size - 1;
    auto last = size - 1;
    while (place % 2 == 1) {
        place >>= 1;
        last >>= 1;
    }
    if (proof.empty() && place != 0)
        return false;
    auto older = old_root;
    auto newer = old_root;
    if (place != 0) {
        older = newer = proof.front();
        proof = proof.subspan(1);
    }
    for (auto const& other : proof) {
        if (last == 0)
            return false;
        if (place % 2 == 1 || place == last) {
            older = node_hash(other, older);
            newer = node_hash(other, newer);
            while (place % 2 == 0 && place != 0) {
                place >>= 1;
                last >>= 1;
            }
        } else {
            newer = node_hash(newer, other);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && older == old_root && newer == root;
}

Hash root_of(std::span<Hash const> leaves)
{
    if (leaves.empty())
        return hash_of("");
    if (leaves.size() == 1)
        return leaves.front();
    auto const left = split_of(leaves.size());
    return node_hash(root_of(leaves.first(left)), root_of(leaves.subspan(left)));
}

Result<TlogProof> TlogProof::parse(std::string_view text)
{
    auto const malformed = [] { return invalid("that is no tlog-proof@v1"); };
    if (text.size() > most_bytes)
        return limit_reached(fmt::format("a proof of more than {} bytes", most_bytes));
    Fields lines(text, '\n');
    if (lines.take() != header)
        return malformed();
    TlogProof proof;
    auto line = lines.take();
    if (line.starts_with("extra ")) {
        proof.extra = TRY(from_base64(line.substr(6)));
        line = lines.take();
    }
    auto const index = line.starts_with("index ") ? plain_number(line.substr(6)) : std::nullopt;
    if (!index)
        return malformed();
    proof.index = *index;
    for (line = lines.take(); !line.empty(); line = lines.take()) {
        if (proof.hashes.size() == most_hashes)
            return malformed();
        proof.hashes.push_back(TRY(hash_from_base64(line)));
    }
    if (lines.at_end())
        return malformed();
    proof.checkpoint = lines.take_rest();
    return proof;
}

std::string TlogProof::to_string() const
{
    auto out = fmt::format("{}\n", header);
    if (!extra.empty())
        out += fmt::format("extra {}\n", to_base64(extra));
    out += fmt::format("index {}\n", index);
    for (auto const& hash : hashes)
        out += hash.base64() + '\n';
    return out + '\n' + checkpoint;
}

} // namespace broadsheet::mirror
