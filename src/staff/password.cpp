#include "staff/password.h"

#include "base/utf8.h"

#include <atomic>
#include <cstdlib>
#include <fmt/format.h>
#include <mutex>
#include <semaphore>
#include <sodium.h>
#include <vector>
#include <zxcvbn.h>

namespace broadsheet::staff {

namespace {

// 2^45 guesses: years for somebody who has the hash, at the cost above.
constexpr double least_bits = 45;
// zxcvbn's work grows with the square of the length, and what is longer is strong by its length.
constexpr std::size_t longest_estimated = 64;

constexpr int most_hashing = 2;
constexpr int most_waiting = 1;

std::counting_semaphore<most_hashing> hashing(most_hashing);
std::atomic<int> at_the_door = 0; // those that hash and those that wait

// A place among those that may hash, if it is not one too many.
class HashingPlace {
public:
    static Result<HashingPlace> take()
    {
        if (at_the_door.fetch_add(1) >= most_hashing + most_waiting) {
            --at_the_door;
            return Error{ErrorCode::unavailable, "too many are signing in at this moment; try again"};
        }
        hashing.acquire();
        return HashingPlace();
    }
    HashingPlace(HashingPlace&& other) noexcept
        : is_held_(std::exchange(other.is_held_, false))
    {
    }
    HashingPlace& operator=(HashingPlace&&) = delete;
    ~HashingPlace()
    {
        if (!is_held_)
            return;
        hashing.release();
        --at_the_door;
    }

private:
    HashingPlace() = default;
    bool is_held_ = true;
};

double bits_of(std::string_view password, std::span<std::string const> personal)
{
    std::vector<char const*> words;
    for (auto const& word : personal)
        words.push_back(word.c_str());
    words.push_back(nullptr);
    std::string const text(password.substr(0, longest_estimated));
    return ZxcvbnMatch(text.c_str(), words.data(), nullptr);
}

// A hash that no password has, for accounts that do not exist or have none.
Result<std::string> nobodys_hash()
{
    static std::mutex mutex;
    static std::string hash;
    std::lock_guard lock(mutex);
    if (hash.empty())
        hash = TRY(hash_password("nobody's password, and its hash is kept nowhere"));
    return hash;
}

} // namespace

Result<void> check_password(std::string_view password, std::span<std::string const> personal)
{
    if (!is_valid_utf8(password) || password.find('\0') != std::string_view::npos)
        return invalid("password: it holds characters that cannot be kept");
    if (password.size() > longest_password)
        return invalid(fmt::format("password: it is longer than {} bytes", longest_password));
    if (count_code_points(password) < shortest_password)
        return invalid(fmt::format(
            "password: it has fewer than {} characters; four or five unrelated words are easy to remember",
            shortest_password));
    if (bits_of(password, personal) < least_bits)
        return invalid("password: it would be guessed; add an unrelated word or two, and leave out names, "
                       "dates and keyboard rows");
    return {};
}

Result<std::string> hash_password(std::string_view password, PasswordCost cost)
{
    auto const place = TRY(HashingPlace::take());
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (sodium_init() < 0
        || crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes, cost.bytes,
               crypto_pwhash_ALG_ARGON2ID13)
            != 0)
        return Error{ErrorCode::unavailable, "password: there is not enough memory to hash it; try again"};
    hash.resize(hash.find('\0'));
    return hash;
}

Result<bool> verify_password(std::string_view hash, std::string_view password)
{
    bool const is_hash = !hash.empty();
    auto const text = is_hash ? std::string(hash) : TRY(nobodys_hash());
    auto const place = TRY(HashingPlace::take());
    bool const matches
        = sodium_init() >= 0 && crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
    return matches && is_hash;
}

} // namespace broadsheet::staff
