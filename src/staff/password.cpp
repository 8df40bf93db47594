#include "staff/password.h"

#include "base/utf8.h"

#include <cstdlib>
#include <fmt/format.h>
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

std::counting_semaphore<2> hashing(2);

class HashingPlace {
public:
    HashingPlace() { hashing.acquire(); }
    ~HashingPlace() { hashing.release(); }
    HashingPlace(HashingPlace const&) = delete;
    HashingPlace& operator=(HashingPlace const&) = delete;
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
std::string const& nobodys_hash()
{
    static std::string const hash = [] {
        auto made = hash_password("nobody's password, and its hash is kept nowhere");
        return made.ok() ? *made : std::string();
    }();
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
    HashingPlace place;
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (sodium_init() < 0
        || crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes, cost.bytes,
               crypto_pwhash_ALG_ARGON2ID13)
            != 0)
        return Error{ErrorCode::unavailable, "password: there is not enough memory to hash it; try again"};
    hash.resize(hash.find('\0'));
    return hash;
}

bool verify_password(std::string_view hash, std::string_view password)
{
    bool const is_hash = !hash.empty();
    std::string const text = is_hash ? std::string(hash) : nobodys_hash();
    HashingPlace place;
    bool const matches
        = sodium_init() >= 0 && crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
    return matches && is_hash;
}

} // namespace broadsheet::staff
