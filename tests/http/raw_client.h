#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::http::test {

struct Answer {
    int status = 0; // 0: the connection ended before a whole response
    std::string head;
    std::string body;

    // Returns the value of the only field of that name; nothing if there is none, "(repeated)" if there are
    // several.
    std::optional<std::string> header(std::string_view name) const;
};

// A client that sends exactly the bytes it is given. Reads give up after ten seconds, so that no test hangs.
class Client {
public:
    // Connects to "127.0.0.1:8080", "[::1]:8080" or "unix:/path".
    explicit Client(std::string const& address);
    Client(Client&&) noexcept;
    ~Client();

    void send(std::string_view bytes);
    // Sends as much as the peer takes at once; returns the number of bytes.
    std::size_t send_some(std::string_view bytes);
    void finish_sending();
    // Makes the kernel hold little for a client that does not read.
    void shrink_receive_buffer(int bytes);

    // Reads one response, an interim one too; without a body where it answers HEAD.
    Answer read(bool to_head = false);
    Answer get(std::string_view path, std::string_view more_headers = "");
    // Reads until the peer closes; nothing if it does not within the time.
    std::optional<std::string> read_to_end(std::chrono::milliseconds = std::chrono::seconds(10));
    // Reads what is there, at most `most` bytes; "" at the end.
    std::string read_some(std::size_t most);

private:
    bool fill();

    int socket_;
    std::string received_;
};

} // namespace broadsheet::http::test
