#pragma once

#include "http/response.h"
#include "http/tls.h"

#include <span>
#include <sys/uio.h>

namespace broadsheet::http {

enum class IoStatus {
    done, // some bytes went
    wants_read, // try again when the socket is readable
    wants_write, // … writable
    closed, // the peer has gone, or an error as good as that
};

struct IoResult {
    IoStatus status = IoStatus::closed;
    std::size_t bytes = 0;
};

// The bytes of one non-blocking connected socket, in the clear or through TLS. Does not own the socket.
class Transport {
public:
    Transport(int socket, SslPointer);

    IoResult receive(std::span<char>);
    // Sends a prefix of the pieces; `more` says that further bytes follow at once.
    IoResult send(std::span<iovec const> pieces, bool more);
    IoResult send_file(OpenFile const&, std::uint64_t offset, std::uint64_t length);

    // Says that nothing more will be sent.
    void finish_sending();
    bool secure() const { return session_ != nullptr; }

private:
    IoResult send_encrypted(std::span<iovec const> pieces);
    IoResult tls_result(int returned) const;

    int socket_;
    SslPointer session_;
};

} // namespace broadsheet::http
