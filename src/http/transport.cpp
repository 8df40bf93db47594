#include "http/transport.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace broadsheet::http {

namespace {

// What one TLS record holds.
constexpr std::size_t record_size = 16 * 1024;
// How much of a file one call sends.
constexpr std::uint64_t file_piece = 512 * 1024;

IoResult system_result(ssize_t returned, IoStatus when_blocked)
{
    if (returned > 0)
        return {IoStatus::done, static_cast<std::size_t>(returned)};
    if (returned < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return {when_blocked, 0};
    return {IoStatus::closed, 0};
}

} // namespace

Transport::Transport(int socket, SslPointer session)
    : socket_(socket)
    , session_(std::move(session))
{
}

IoResult Transport::receive(std::span<char> out)
{
    if (!session_)
        return system_result(
            TEMP_FAILURE_RETRY(::recv(socket_, out.data(), out.size(), 0)), IoStatus::wants_read);
    ERR_clear_error();
    return tls_result(SSL_read(session_.get(), out.data(), static_cast<int>(out.size())));
}

IoResult Transport::send(std::span<iovec const> pieces, bool more)
{
    if (session_)
        return send_encrypted(pieces);
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data());
    message.msg_iovlen = pieces.size();
    return system_result(
        TEMP_FAILURE_RETRY(::sendmsg(socket_, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0))),
        IoStatus::wants_write);
}

IoResult Transport::send_encrypted(std::span<iovec const> pieces)
{
    std::array<char, record_size> record;
    std::size_t size = 0;
    for (auto const& piece : pieces) {
        auto const taken = std::min(piece.iov_len, record.size() - size);
        std::memcpy(record.data() + size, piece.iov_base, taken);
        size += taken;
    }
    ERR_clear_error();
    return tls_result(SSL_write(session_.get(), record.data(), static_cast<int>(size)));
}

IoResult Transport::send_file(OpenFile const& file, std::uint64_t offset, std::uint64_t length)
{
    if (!session_) {
        auto at = static_cast<off_t>(offset);
        return system_result(
            TEMP_FAILURE_RETRY(::sendfile(socket_, file.descriptor(), &at, std::min(length, file_piece))),
            IoStatus::wants_write);
    }
    std::array<char, record_size> record;
    auto const read = ::pread(file.descriptor(), record.data(),
        std::min<std::uint64_t>(length, record.size()), static_cast<off_t>(offset));
    if (read <= 0)
        return {IoStatus::closed, 0};
    iovec const piece{record.data(), static_cast<std::size_t>(read)};
    return send_encrypted({&piece, 1});
}

IoResult Transport::tls_result(int returned) const
{
    if (returned > 0)
        return {IoStatus::done, static_cast<std::size_t>(returned)};
    switch (SSL_get_error(session_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
        return {IoStatus::wants_read, 0};
    case SSL_ERROR_WANT_WRITE:
        return {IoStatus::wants_write, 0};
    default:
        return {IoStatus::closed, 0};
    }
}

void Transport::finish_sending()
{
    if (session_ && SSL_is_init_finished(session_.get())) {
        ERR_clear_error();
        SSL_shutdown(session_.get());
    }
    ::shutdown(socket_, SHUT_WR);
}

} // namespace broadsheet::http
