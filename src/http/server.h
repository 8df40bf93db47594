#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/handler.h"
#include "http/limits.h"
#include "http/metrics.h"
#include "http/page_cache.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::http {

struct TlsFiles {
    std::filesystem::path certificate; // PEM: the server's certificate, then its chain
    std::filesystem::path key; // PEM
};

struct ServerSettings {
    // "host:port", "[v6]:port" (port 0: a free one) or "unix:/path".
    std::vector<std::string> listen;
    // The same, for listeners that our reverse proxy alone connects to: it is believed whom it forwards
    // (http/peer.h), as nobody else is.
    std::vector<std::string> listen_to_proxy;
    // With it, the TCP listeners speak TLS. Changed files are read again without a restart.
    std::optional<TlsFiles> tls;
    // 0 means one for each core the process may run on.
    unsigned io_threads = 0;
    unsigned workers = 0;
    // Requests that wait for a worker; further ones are answered with 503.
    std::size_t queue = 512;
    // What stop() waits for the answers in flight.
    std::chrono::milliseconds stop_time{10'000};
    Limits limits;
};

// An HTTP/1.1 server (https://www.rfc-editor.org/rfc/rfc9110, rfc9112). I/O threads parse requests and answer
// reads of cached pages; a Handler on worker threads answers everything else.
class Server {
public:
    // Binds the addresses, then serves until stop(). The handler, cache (may be null), metrics and clock live
    // longer.
    static Result<std::unique_ptr<Server>> start(
        ServerSettings, Handler&, PageCache*, Metrics&, Clock const&);
    ~Server();

    // Returns where it listens, in the order of the settings, those of the proxy first: "127.0.0.1:43211".
    std::vector<std::string> const& addresses() const { return addresses_; }
    // Returns the port of the first TCP listener; 0 if there is none.
    std::uint16_t port() const;

    // Accepts no more connections, finishes the answers in flight within the settings' time, then ends.
    // Blocks.
    void stop();

private:
    class Implementation;
    explicit Server(std::unique_ptr<Implementation>);

    std::unique_ptr<Implementation> implementation_;
    std::vector<std::string> addresses_;
};

} // namespace broadsheet::http
