#include "http/client.h"

#include "base/ascii.h"
#include "base/file_descriptor.h"
#include "http/public_address.h"

#include <algorithm>
#include <cerrno>
#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace broadsheet::http {

namespace {

constexpr std::size_t most_header_bytes = 64 * 1024;
constexpr std::size_t kept_handles = 8;
constexpr long stalled_bytes_a_second = 1'000;

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
    explicit Answer(ClientRequest const& request)
        : most_bytes(request.most_answer_bytes)
        , taken_by(request.take_body ? &request.take_body : nullptr)
    {
    }

    ClientResponse response;
    std::size_t most_bytes;
    PieceVisitor const* taken_by; // null: the body is kept
    std::optional<Error> refusal; // by whom it was taken
    std::size_t header_bytes = 0;
    bool is_too_long = false;
    bool is_out_of_reach = false;
};

std::size_t take_body(char const* bytes, std::size_t, std::size_t size, void* to)
{
    auto& answer = *static_cast<Answer*>(to);
    if (answer.taken_by != nullptr && answer.response.is_success()) {
        auto taken = (*answer.taken_by)({bytes, size});
        if (!taken.ok())
            answer.refusal = taken.error();
        return taken.ok() ? size : CURL_WRITEFUNC_ERROR;
    }
    answer.is_too_long = size > answer.most_bytes - answer.response.body.size();
    if (answer.is_too_long)
        return CURL_WRITEFUNC_ERROR;
    answer.response.body.append(bytes, size);
    return size;
}

// "HTTP/1.1 200 OK", "HTTP/2 200"
int status_in(std::string_view line)
{
    int status = 0;
    for (auto const digit : line.substr(std::min(line.find(' ') + 1, line.size())).substr(0, 3))
        status = is_digit(digit) ? status * 10 + (digit - '0') : 0;
    return status;
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
    if (line.starts_with("HTTP/")) {
        answer.response.headers.clear();
        answer.response.status = status_in(line);
    } else if (colon != std::string_view::npos)
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

// A file that is being sent.
struct Sending {
    FileDescriptor file;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t at = 0;
};

std::size_t give_body(char* to, std::size_t, std::size_t size, void* from)
{
    auto& sending = *static_cast<Sending*>(from);
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, sending.size - sending.at));
    ssize_t got = 0;
    do
        got = ::pread(sending.file.get(), to, size, static_cast<off_t>(sending.offset + sending.at));
    while (got < 0 && errno == EINTR);
    if (got < 0 || (got == 0 && size > 0))
        return CURL_READFUNC_ABORT;
    sending.at += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

// Where a kept connection turns out to be closed, libcurl begins again on another.
int begin_again(void* from, curl_off_t at, int origin)
{
    if (origin != SEEK_SET || at < 0)
        return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Sending*>(from)->at = static_cast<std::uint64_t>(at);
    return CURL_SEEKFUNC_OK;
}

// The body is read from `sending`, which must outlive the request.
Result<void> send_file(CURL* handle, FileBody const& body, Sending& sending)
{
    sending.file = FileDescriptor(::open(body.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!sending.file)
        return system_error(fmt::format("cannot open {}", body.path.string()), errno);
    sending.offset = body.offset;
    sending.size = body.size;
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(handle, CURLOPT_READDATA, &sending);
    curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, begin_again);
    curl_easy_setopt(handle, CURLOPT_SEEKDATA, &sending);
    curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body.size));
    return {};
}

void set_method(CURL* handle, ClientRequest const& request)
{
    bool const has_body = !request.file
        && (!request.body.empty() || request.method == Method::post || request.method == Method::put
            || request.method == Method::patch);
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
    if (request.stall_timeout.count() > 0) {
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, stalled_bytes_a_second);
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_timeout.count()));
    }
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
    if (answer.refusal)
        return *answer.refusal;
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
    Answer answer(request);
    auto handle = implementation_->take();
    set_options(handle.get(), request, answer);
    Sending sending;
    if (request.file)
        TRY(send_file(handle.get(), *request.file, sending));
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
