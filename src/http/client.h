#pragma once

#include "base/file.h"
#include "base/result.h"
#include "http/request.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

enum class Reach {
    anywhere, // addresses that the operator set
    public_only, // addresses that somebody else set: never this machine or its own networks
                 // (public_address.h)
};

// A body that is sent from a file or a part of it, however large it is.
struct FileBody {
    std::filesystem::path path;
    std::uint64_t size = 0; // a file that is shorter when it is read is not sent to its end
    std::string sha256; // of the body, 32 bytes
    std::uint64_t offset = 0; // where in the file the body begins
};

// A request that we make of another server.
struct ClientRequest {
    Method method = Method::get;
    std::string url = {}; // http or https; what is not ASCII is percent-encoded
    std::vector<Header> headers = {};
    std::string body = {};
    std::optional<FileBody> file = {}; // in the body's place, of a PUT
    Reach reach = Reach::anywhere;

    // From the first step to the last byte; and until there is a connection.
    std::chrono::milliseconds timeout{30'000};
    std::chrono::milliseconds connect_timeout{10'000};
    // How long it may be slower than 1,000 bytes a second; 0: as long as the others allow.
    std::chrono::seconds stall_timeout{0};
    std::size_t most_answer_bytes = 4 * 1024 * 1024; // headers are bounded apart

    // Takes the body of an answer of success in pieces as it arrives; the answer has none then, and
    // most_answer_bytes bounds only others'. An error it returns is that of send().
    PieceVisitor take_body = {};
};

struct ClientResponse {
    int status = 0; // any: 404 and 500 are answers, too
    std::vector<Header> headers = {};
    std::string body = {};

    // Returns the first field of that name (compared without case).
    std::optional<std::string_view> header(std::string_view name) const;
    bool is_success() const { return status >= 200 && status < 300; }
};

// Asks other servers over HTTP; tests put tests/support/fake_client.h in its place. Thread-safe.
class Client {
public:
    virtual ~Client() = default;

    // Blocks until the answer is whole. Redirects are not followed, cookies not kept. Errors: `invalid` (an
    // address that cannot be used), `forbidden` (one out of reach), `limit` (too long an answer),
    // `unavailable` (no answer: may work later). No error's message holds more of the address than its host.
    virtual Result<ClientResponse> send(ClientRequest const&) = 0;
};

// Over libcurl; connections are kept for the next request to the same server. Certificates are checked
// against the system's, or those in `certificates` (PEM). A proxy named in the environment (https_proxy) is
// used, but not for public_only: what it would reach is not for us to see.
class CurlClient final : public Client {
public:
    explicit CurlClient(std::filesystem::path certificates = {});
    ~CurlClient() override;
    Result<ClientResponse> send(ClientRequest const&) override;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace broadsheet::http
