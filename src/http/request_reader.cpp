#include "http/request_reader.h"

#include "base/ascii.h"
#include "http/target.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <cstring>
#include <optional>

namespace broadsheet::http {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::http::field;

namespace {

constexpr std::size_t most_header_fields = 100;
// "0", twice CR LF: no chunked body ends in less, and given less of it Beast fails an assertion of its own.
constexpr std::size_t shortest_end_of_chunks = 5;

std::string_view to_view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

Method method_from(std::string_view name)
{
    for (auto method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_,
             Method::options, Method::trace, Method::connect}) {
        if (name_of(method) == name)
            return method;
    }
    return Method::unknown;
}

// The message of one request as Beast reports it: views into the bytes, and what must not be there twice.
class Message final : public beast_http::basic_parser<true> {
public:
    Message(Limits const& limits, std::span<HeaderView> headers)
        : headers_(headers.first(std::min(limits.header_fields, headers.size())))
    {
        header_limit(static_cast<std::uint32_t>(limits.head_bytes + 4));
        body_limit(std::max(limits.body_bytes, limits.upload_bytes));
    }

    RequestHead& head() { return head_; }
    std::string& body() { return body_; }
    bool http_1_1() const { return http_1_1_; }
    int host_fields() const { return host_fields_; }
    // The status a refusal of our own asks for; 0 where only Beast objects.
    int refusal() const { return refusal_; }
    void set_most_body_bytes(std::size_t most) { most_body_bytes_ = most; }

    std::span<HeaderView const> headers() const { return headers_.first(header_count_); }

private:
    void on_request_impl(beast_http::verb, boost::beast::string_view method, boost::beast::string_view target,
        int version, error_code&) override
    {
        head_.method = method_from(to_view(method));
        head_.target = to_view(target);
        http_1_1_ = version == 11;
    }

    void on_field_impl(field name, boost::beast::string_view name_text, boost::beast::string_view value_text,
        error_code& error) override
    {
        if (got_head_) // a trailer: nothing here needs one
            return;
        if (header_count_ == headers_.size())
            return refuse(431, error);
        auto const value = to_view(value_text);
        headers_[header_count_++] = {to_view(name_text), value};
        note_field(name, value, error);
    }

    void note_field(field name, std::string_view value, error_code& error)
    {
        auto& preferences = head_.preferences;
        switch (name) {
        case field::host:
            ++host_fields_;
            head_.host = value;
            break;
        case field::accept_encoding:
            preferences.accept_encoding = value;
            break;
        case field::if_none_match:
            preferences.if_none_match = value;
            break;
        case field::if_modified_since:
            preferences.if_modified_since = value;
            break;
        case field::range:
            preferences.range = value;
            break;
        case field::if_range:
            preferences.if_range = value;
            break;
        case field::expect:
            head_.expect = value;
            break;
        case field::content_length:
            return note_content_length(value, error);
        case field::transfer_encoding:
            if (!equals_ignoring_case(value, "chunked"))
                return refuse(501, error);
            head_.chunked = true;
            break;
        default:
            break;
        }
    }

    // Beast takes a list of equal numbers; one plain number is all that every proxy understands alike.
    void note_content_length(std::string_view value, error_code& error)
    {
        std::uint64_t length = 0;
        auto const [end, failure] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (failure != std::errc{} || end != value.data() + value.size() || head_.content_length)
            return refuse(400, error);
        head_.content_length = length;
    }

    void on_header_impl(error_code&) override { got_head_ = true; }
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) override
    {
        if (length)
            body_.reserve(std::min<std::size_t>(*length, 64 * 1024));
    }
    std::size_t on_body_impl(boost::beast::string_view bytes, error_code&) override
    {
        body_.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t size, boost::beast::string_view, error_code& error) override
    {
        if (size > most_body_bytes_ - body_.size())
            refuse(413, error);
    }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, error_code& error) override
    {
        if (body_.size() + bytes.size() > most_body_bytes_) {
            refuse(413, error);
            return 0;
        }
        body_.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_finish_impl(error_code&) override { }
    void on_response_impl(int, boost::beast::string_view, int, error_code&) override { }

    void refuse(int status, error_code& error)
    {
        refusal_ = status;
        error = beast_http::error::bad_value;
    }

    RequestHead head_;
    std::span<HeaderView> headers_;
    std::size_t header_count_ = 0;
    std::size_t most_body_bytes_ = 0;
    int host_fields_ = 0;
    int refusal_ = 0;
    bool http_1_1_ = false;
    bool got_head_ = false;
    std::string body_;
};

// Returns whether the request line ends on "HTTP/" and a version, if one not spoken here.
bool names_version(std::string_view head)
{
    auto const line = head.substr(0, head.find('\r'));
    if (line.size() < 10 || line[line.size() - 10] == ' ')
        return false;
    auto const version = line.substr(line.size() - 9);
    return version.starts_with(" HTTP/") && is_digit(version[6]) && version[7] == '.' && is_digit(version[8]);
}

int status_for(error_code const& error)
{
    if (error == beast_http::error::header_limit)
        return 431;
    if (error == beast_http::error::body_limit)
        return 413;
    return 400;
}

enum class HeadEnd { found, need_more, malformed };

// Finds the end of the head, refusing on the way what Beast would take: a line that does not end on CR LF
// and one that continues the line before it (obs-fold).
HeadEnd find_head_end(std::string_view bytes, std::size_t& size)
{
    std::size_t line = 0;
    while (line < bytes.size()) {
        auto const* found
            = static_cast<char const*>(std::memchr(bytes.data() + line, '\n', bytes.size() - line));
        if (!found)
            return HeadEnd::need_more;
        auto const end = static_cast<std::size_t>(found - bytes.data());
        if (end == 0 || bytes[end - 1] != '\r')
            return HeadEnd::malformed;
        if (end == line + 1) {
            size = end + 1;
            return HeadEnd::found;
        }
        if (bytes[line] == ' ' || bytes[line] == '\t')
            return HeadEnd::malformed;
        line = end + 1;
    }
    return HeadEnd::need_more;
}

} // namespace

class RequestReader::Parser {
public:
    std::optional<Message> message;
    std::array<HeaderView, most_header_fields> headers;
};

RequestReader::RequestReader(Limits const& limits)
    : limits_(limits)
    , parser_(std::make_unique<Parser>())
{
}

RequestReader::~RequestReader() = default;

RequestReader::Progress RequestReader::read_head(std::string_view bytes)
{
    auto refused = [](int status) { return Progress{Outcome::refused, 0, status}; };
    // One empty line before a request is forgiven (RFC 9112, section 2.2).
    std::size_t const skipped = bytes.starts_with("\r\n") ? 2 : 0;
    auto head_bytes = bytes.substr(skipped);
    std::size_t size = 0;
    auto const end = find_head_end(head_bytes.substr(0, limits_.head_bytes), size);
    if (end == HeadEnd::malformed)
        return refused(400);
    if (end == HeadEnd::need_more) {
        auto const line = std::min(head_bytes.find('\r'), head_bytes.size());
        if (line > limits_.target_bytes + 32)
            return refused(414);
        return head_bytes.size() >= limits_.head_bytes ? refused(431) : Progress{};
    }
    auto& message = parser_->message.emplace(limits_, parser_->headers);
    error_code error;
    message.put({head_bytes.data(), size}, error);
    head_ = message.head();
    if (head_.target.size() > limits_.target_bytes)
        return refused(414);
    if (error == beast_http::error::bad_version)
        return refused(names_version(head_bytes) ? 505 : 400);
    if (error)
        return refused(message.refusal() != 0 ? message.refusal() : status_for(error));
    head_.headers = message.headers();
    head_.keep_alive = message.http_1_1() && message.keep_alive();

    if (head_.chunked && !message.http_1_1())
        return refused(400);
    bool const host_missing = message.http_1_1() && message.host_fields() == 0;
    if (host_missing || message.host_fields() > 1 || (!head_.host.empty() && !is_authority(head_.host)))
        return refused(400);
    if (head_.method == Method::unknown)
        return refused(501);
    head_.preferences.head_only = head_.method == Method::head;
    if (head_.method == Method::connect)
        return {Outcome::complete, skipped + size, 0};
    auto const target = parse_target(head_.target, head_.method, path_);
    if (!target)
        return refused(400);
    head_.path = target->path;
    head_.query = target->query;
    head_.has_query = head_.target.find('?') != std::string_view::npos;
    if (!target->authority.empty())
        head_.host = target->authority;
    auto const most_body_bytes = limits_.most_body_bytes(head_.path);
    if (head_.content_length.value_or(0) > most_body_bytes)
        return refused(413);
    message.set_most_body_bytes(most_body_bytes);
    return {Outcome::complete, skipped + size, 0};
}

RequestReader::Progress RequestReader::read_body(std::string_view bytes)
{
    auto& message = *parser_->message;
    std::size_t consumed = 0;
    while (!message.is_done()) {
        error_code error;
        auto const rest = bytes.substr(consumed);
        if (head_.chunked && rest.size() < shortest_end_of_chunks)
            return {Outcome::need_more, consumed, 0};
        consumed += message.put({rest.data(), rest.size()}, error);
        if (error == beast_http::error::need_more)
            return {Outcome::need_more, consumed, 0};
        if (error)
            return {
                Outcome::refused, consumed, message.refusal() != 0 ? message.refusal() : status_for(error)};
        if (consumed == bytes.size() && !message.is_done())
            return {Outcome::need_more, consumed, 0};
    }
    return {Outcome::complete, consumed, 0};
}

std::string& RequestReader::body()
{
    return parser_->message->body();
}

} // namespace broadsheet::http
