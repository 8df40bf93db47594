#include "http/client.h"

#include "base/ascii.h"
#include "http/public_address.h"

#include <algorithm>
#include <curl/curl.h>
#include <fmt/format.h>
#include <mutex>
#include <sys/socket.h>

namespace broadsheet::http {

namespace {

constexpr std::size_t most_header_bytes = 64 * 1024;
constexpr std::size_t kept_handles = 8;

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using List = std::unique_ptr<curl_slist, FreeList>;
using Url = std::unique_ptr<CURLU, FreeUrl>;

// What libcurl's callbacks write to.
struct Answer {
    ClientResponse response;
    std::size_t most_bytes = 0;
    std::size_t header_bytes = 0;
    bool is_too_long = false;
    bool is_out_of_reach = false;
};

std::size_t take_body(char const* bytes, std::size_t, std::size_t size, void* to)
{
    auto& answer = *static_cast<Answer*>(to);
    answer.is_too_long = size > answer.most_bytes - answer.response.body.size();
    if (answer.is_too_long)
        return CURL_WRITEFUNC_ERROR;
    answer.response.body.append(bytes, size);
    return size;
}

// Called with one line at a time; the status line of an interim answer (100 Continue) starts anew.
std::size_t take_header(char const* bytes, std::size_t, std::size_t size, void* to)
{
    auto& answer = *static_cast<Answer*>(to);
    answer.header_bytes += size;
    answer.is_too_long = answer.header_bytes > most_header_bytes;
    if (answer.is_too_long)
        return CURL_WRITEFUNC_ERROR;
    auto const line = trimmed({bytes, size});
    auto const colon = line.find(':');
    if (line.starts_with("HTTP/"))
        answer.response.headers.clear();
    else if (colon != std::string_view::npos)
        answer.response.headers.push_back(
            {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
    return size;
}

// libcurl asks here for each address that it is about to connect to, after it has resolved the name: an
// answer of the DNS that changes between a check and the connection changes nothing.
curl_socket_t open_public_socket(void* to, curlsocktype, curl_sockaddr* address)
{
    if (!is_public_address(address->addr)) {
        static_cast<Answer*>(to)->is_out_of_reach = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Returns the address's host, or `invalid`.
Result<std::string> host_of(std::string const& url)
{
    Url const parsed(curl_url());
    char* scheme = nullptr;
    char* host = nullptr;
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK
        || curl_url_get(parsed.get(), CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK
        || curl_url_get(parsed.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        curl_free(scheme);
        return invalid("the address is not one of HTTP");
    }
    bool const is_http = scheme == std::string_view("http") || scheme == std::string_view("https");
    std::string const name = host;
    curl_free(scheme);
    curl_free(host);
    if (!is_http)
        return invalid("the address does not start with http:// or https://");
    return name;
}

bool is_header_text(std::string_view text)
{
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

// "Name;" is libcurl's way to send a field without a value, and "Name:" not to send one of its own: it would
// wait for "100 Continue", and call every body a form.
Result<List> header_list(std::vector<Header> const& headers)
{
    List list(curl_slist_append(nullptr, "Expect:"));
    if (std::ranges::none_of(
            headers, [](Header const& header) { return equals_ignoring_case(header.name, "Content-Type"); }))
        curl_slist_append(list.get(), "Content-Type:");
    for (auto const& [name, value] : headers) {
        if (!is_header_text(name) || !is_header_text(value))
            return invalid("a header field of the request holds a line break");
        auto const line = value.empty() ? name + ";" : name + ": " + value;
        curl_slist_append(list.get(), line.c_str());
    }
    return list;
}

void set_method(CURL* handle, ClientRequest const& request)
{
    bool const has_body = !request.body.empty() || request.method == Method::post
        || request.method == Method::put || request.method == Method::patch;
    if (has_body) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    if (request.method == Method::head)
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, std::string(name_of(request.method)).c_str());
}

// Nothing of an earlier request is used: its connection may lead where this one may not go.
void keep_to_public_addresses(CURL* handle, Answer& answer)
{
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &answer);
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
}

void set_options(CURL* handle, ClientRequest const& request, Answer& answer)
{
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &answer);
    set_method(handle, request);
    if (request.reach == Reach::public_only)
        keep_to_public_addresses(handle, answer);
}

Error failure(CURLcode code, Answer const& answer, std::string const& host)
{
    if (answer.is_too_long)
        return limit_reached(fmt::format("{} answered more than is read", host));
    if (answer.is_out_of_reach)
        return forbidden(fmt::format("{} is an address of this machine or of a network of its own", host));
    return {ErrorCode::unavailable, fmt::format("{}: {}", host, curl_easy_strerror(code))};
}

} // namespace

std::optional<std::string_view> ClientResponse::header(std::string_view name) const
{
    for (auto const& header : headers)
        if (equals_ignoring_case(header.name, name))
            return header.value;
    return {};
}

// Handles not in use, each with the connections that it keeps.
class CurlClient::Implementation {
public:
    explicit Implementation(std::filesystem::path certificates)
        : certificates_(std::move(certificates))
    {
        static bool const is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        VERIFY(is_ready);
    }

    Handle take()
    {
        std::lock_guard const lock(mutex_);
        if (idle_.empty())
            return Handle(curl_easy_init());
        auto handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
    }

    void give_back(Handle handle)
    {
        curl_easy_reset(handle.get());
        std::lock_guard const lock(mutex_);
        if (idle_.size() < kept_handles)
            idle_.push_back(std::move(handle));
    }

    std::filesystem::path const& certificates() const { return certificates_; }

private:
    std::filesystem::path certificates_;
    std::mutex mutex_;
    std::vector<Handle> idle_;
};

CurlClient::CurlClient(std::filesystem::path certificates)
    : implementation_(std::make_unique<Implementation>(std::move(certificates)))
{
}

CurlClient::~CurlClient() = default;

Result<ClientResponse> CurlClient::send(ClientRequest const& request)
{
    auto const host = TRY(host_of(request.url));
    auto const headers = TRY(header_list(request.headers));
    Answer answer;
    answer.most_bytes = request.most_answer_bytes;
    auto handle = implementation_->take();
    set_options(handle.get(), request, answer);
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    if (!implementation_->certificates().empty())
        curl_easy_setopt(handle.get(), CURLOPT_CAINFO, implementation_->certificates().c_str());
    auto const code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    implementation_->give_back(std::move(handle));
    if (code != CURLE_OK)
        return failure(code, answer, host);
    answer.response.status = static_cast<int>(status);
    return std::move(answer.response);
}

} // namespace broadsheet::http
