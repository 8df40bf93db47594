#include "vault/key_file.h"

#include "base/encoding.h"
#include "base/file_descriptor.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>

namespace broadsheet::vault {

namespace {

constexpr std::string_view key_file_start = "broadsheet-vault-key-1 ";
constexpr std::size_t key_digits = 43; // 256 bits in base64url

std::string quoted(std::filesystem::path const& path)
{
    return fmt::format("\"{}\"", path.string());
}

bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

} // namespace

Result<Secret> make_key_file(Random& random)
{
    auto const key = TRY(Secret::random(32, random));
    auto file = TRY(Secret::zeros(key_file_start.size() + key_digits + 1)); // sodium writes a NUL behind it
    std::ranges::copy(key_file_start, file.data());
    sodium_bin2base64(reinterpret_cast<char*>(file.data()) + key_file_start.size(), key_digits + 1,
        key.data(), key.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    file.shorten(file.size() - 1);
    return file;
}

Result<void> write_secret_file(std::filesystem::path const& path, Secret const& secret)
{
    FileDescriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file && errno == EEXIST)
        return Error{
            ErrorCode::conflict, fmt::format("{} is there already: choose another name", quoted(path))};
    if (!file)
        return system_error(quoted(path), errno);
    auto const text = secret.view();
    bool const is_written = ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size())
        && ::write(file.get(), "\n", 1) == 1 && ::fsync(file.get()) == 0;
    if (is_written)
        return {};
    int const failed = errno;
    ::unlink(path.c_str());
    return system_error(quoted(path), failed);
}

Result<Secret> read_secret_file(std::filesystem::path const& path)
{
    FileDescriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return system_error(quoted(path), errno);
    auto secret = TRY(Secret::zeros(SecretFileLimits::file + 1));
    std::size_t size = 0;
    while (size < secret.size()) {
        auto const got = ::read(file.get(), secret.data() + size, secret.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error(quoted(path), errno);
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > SecretFileLimits::file)
        return limit_reached(fmt::format(
            "{} holds more than a secret ({} bytes at most)", quoted(path), SecretFileLimits::file));
    while (size > 0 && is_line_end(secret.view()[size - 1]))
        --size;
    if (size == 0)
        return invalid(fmt::format("{} is empty", quoted(path)));
    secret.shorten(size);
    return secret;
}

Result<Secret> read_key_file(std::filesystem::path const& path)
{
    auto secret = TRY(read_secret_file(path));
    if (!secret.view().starts_with(key_file_start) || secret.size() != key_file_start.size() + key_digits)
        return invalid(
            fmt::format("{} is no key file of a vault: `broadsheet vault key-file` makes one", quoted(path)));
    return secret;
}

} // namespace broadsheet::vault
