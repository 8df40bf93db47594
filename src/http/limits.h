#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

// What one client may cost. Each limit is enforced by the server and answered with the status named here, or
// by closing the connection where no answer can reach the client.
struct Limits {
    // The request line and all header fields, with their line ends; beyond it 431.
    std::size_t head_bytes = 16 * 1024;
    // The request target alone; beyond it 414.
    std::size_t target_bytes = 4 * 1024;
    // Header fields of one request; beyond it 431. At most 100 are ever held.
    std::size_t header_fields = 64;
    // The request body after decoding; beyond it 413.
    std::size_t body_bytes = 4 * 1024 * 1024;
    // The same on paths where files are uploaded. Of bodies over `body_bytes`, one I/O thread reads so many
    // at a time; beyond them 503.
    std::vector<std::string> upload_paths;
    std::size_t upload_bytes = 32 * 1024 * 1024;
    std::size_t uploads = 4;

    // From the connection, or the first byte of a further request, to the end of its head; then 408.
    std::chrono::milliseconds head_time{10'000};
    // A body may fall this far behind `body_bytes_per_second`; then 408.
    std::chrono::milliseconds body_time{10'000};
    std::size_t body_bytes_per_second = 512;
    // A reader may fall this far behind `write_bytes_per_second` while a response waits for it; then it is
    // closed.
    std::chrono::milliseconds write_time{20'000};
    std::size_t write_bytes_per_second = 512;
    // Between two requests of a connection; then it is closed.
    std::chrono::milliseconds idle_time{60'000};
    // Requests on one connection; the last is answered with `Connection: close`.
    std::size_t requests_per_connection = 10'000;
    // Pipelined requests answered in one write; further ones stay unread until it is done.
    std::size_t pipelined = 16;

    // Open connections of the whole server, and of one address (an IPv4 address or an IPv6 /64; none for unix
    // sockets); beyond them 503 and the connection is closed. 0 means no limit per address.
    std::size_t connections = 8192;
    std::size_t connections_per_address = 128;

    // Returns how large a body the path takes.
    std::size_t most_body_bytes(std::string_view path) const
    {
        bool const is_upload = std::ranges::find(upload_paths, path) != upload_paths.end();
        return is_upload ? upload_bytes : body_bytes;
    }
};

} // namespace broadsheet::http
