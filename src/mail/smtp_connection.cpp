#include "mail/smtp_connection.h"

#include "base/ascii.h"
#include "mail/report.h"

#include <algorithm>
#include <chrono>
#include <curl/curl.h>
#include <fmt/format.h>
#include <mutex>
#include <poll.h>

namespace broadsheet::mail {

namespace {

constexpr int service_not_available = 421;
constexpr int between_questions = 200; // milliseconds between looks at should_stop

void start_curl()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// Notes what the server can do, from its last answer to EHLO.
std::size_t note_extension(char* line, std::size_t size, std::size_t count, void* pipelining)
{
    std::string_view const text(line, size * count);
    if (text.starts_with("220"))
        *static_cast<bool*>(pipelining) = false;
    else if (text.starts_with("250") && text.size() > 4
        && equals_ignoring_case(trimmed(text.substr(4)), "PIPELINING"))
        *static_cast<bool*>(pipelining) = true;
    return size * count;
}

Error cannot_connect(Relay const& relay, CURLcode code, long reply, char const* detail)
{
    auto const what = detail[0] ? detail : curl_easy_strerror(code);
    if (code == CURLE_LOGIN_DENIED)
        return invalid(fmt::format(
            "the mail relay {} ({}) refuses user or password ({}): correct them in the relay's settings",
            relay.name, place_of(relay), reply));
    std::string_view advice = "is the address right, and does it listen?";
    if (code == CURLE_USE_SSL_FAILED)
        advice = "it does not offer STARTTLS: use smtps://, or tls=none for a relay reached through a tunnel";
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        advice = "its certificate is not one for that name";
    else if (code == CURLE_ABORTED_BY_CALLBACK)
        advice = "the program is ending";
    return {ErrorCode::unavailable,
        fmt::format(
            "the mail relay {} ({}) is not reached: {}; {}", relay.name, place_of(relay), what, advice)};
}

// Whoever the mail is for, such a relay takes none from us before somebody acts: it wants a user and
// password, or other ones (https://www.rfc-editor.org/rfc/rfc4954#section-6), or the account has sent all it
// may (5.4.5).
bool is_about_sender(Reply const& reply)
{
    constexpr int codes[]{530, 534, 535, 538};
    constexpr std::string_view statuses[]{"5.4.5", "5.7.8", "5.7.9"};
    return std::ranges::find(codes, reply.code) != std::end(codes)
        || std::ranges::find(statuses, reply.status) != std::end(statuses);
}

} // namespace

bool Outcome::is_dead_address() const
{
    return fate == Fate::refused && is_dead_status(reply.status);
}

// The bytes that come and go.
class SmtpConnection::Wire {
public:
    explicit Wire(std::function<bool()> should_stop)
        : curl_(curl_easy_init())
        , should_stop_(std::move(should_stop))
    {
        VERIFY(curl_);
    }
    ~Wire()
    {
        // libcurl says QUIT only on connections it has sent mail through itself.
        std::size_t sent = 0;
        if (socket_ != CURL_SOCKET_BAD)
            curl_easy_send(curl_, "QUIT\r\n", 6, &sent);
        curl_easy_cleanup(curl_);
    }
    Wire(Wire const&) = delete;
    Wire& operator=(Wire const&) = delete;

    Result<void> connect(Relay const&, std::string_view own_name, SmtpTimeouts const&);
    // False where the connection is lost or too much time passes without a byte.
    bool write(std::string_view bytes, int seconds);
    bool read_some(int seconds);

    bool can_pipeline() const { return can_pipeline_; }
    ReplyReader& replies() { return replies_; }

private:
    bool wait_for(short events, std::chrono::steady_clock::time_point until) const;
    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
    {
        auto const& wire = *static_cast<Wire*>(self);
        return wire.should_stop_ && wire.should_stop_() ? 1 : 0;
    }

    CURL* curl_;
    curl_socket_t socket_ = CURL_SOCKET_BAD;
    std::function<bool()> should_stop_;
    bool can_pipeline_ = false;
    ReplyReader replies_;
};

Result<void> SmtpConnection::Wire::connect(
    Relay const& relay, std::string_view own_name, SmtpTimeouts const& timeouts)
{
    char detail[CURL_ERROR_SIZE] = "";
    auto const url = fmt::format("{}/{}", place_of(relay), own_name);
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl_, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl_, CURLOPT_USE_SSL,
        static_cast<long>(relay.security == Security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(timeouts.connect));
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, static_cast<long>(timeouts.connect));
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(curl_, CURLOPT_HEADERFUNCTION, note_extension);
    curl_easy_setopt(curl_, CURLOPT_HEADERDATA, &can_pipeline_);
    curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, this);
    if (!relay.username.empty()) {
        curl_easy_setopt(curl_, CURLOPT_USERNAME, relay.username.c_str());
        curl_easy_setopt(curl_, CURLOPT_PASSWORD, relay.password.c_str());
    }
    auto const code = curl_easy_perform(curl_);
    curl_easy_setopt(curl_, CURLOPT_ERRORBUFFER, nullptr);
    long reply = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &reply);
    if (code != CURLE_OK)
        return cannot_connect(relay, code, reply, detail);
    curl_easy_getinfo(curl_, CURLINFO_ACTIVESOCKET, &socket_);
    return {};
}

bool SmtpConnection::Wire::wait_for(short events, std::chrono::steady_clock::time_point until) const
{
    while (std::chrono::steady_clock::now() < until) {
        if (should_stop_ && should_stop_())
            return false;
        pollfd file{socket_, events, 0};
        if (poll(&file, 1, between_questions) > 0)
            return true;
    }
    return false;
}

bool SmtpConnection::Wire::write(std::string_view bytes, int seconds)
{
    while (!bytes.empty()) {
        std::size_t sent = 0;
        auto const code = curl_easy_send(curl_, bytes.data(), bytes.size(), &sent);
        if (code == CURLE_AGAIN) {
            if (!wait_for(POLLOUT, std::chrono::steady_clock::now() + std::chrono::seconds(seconds)))
                return false;
            continue;
        }
        if (code != CURLE_OK)
            return false;
        bytes.remove_prefix(sent);
    }
    return true;
}

bool SmtpConnection::Wire::read_some(int seconds)
{
    auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (;;) {
        char bytes[4096];
        std::size_t size = 0;
        auto const code = curl_easy_recv(curl_, bytes, sizeof bytes, &size);
        if (code == CURLE_AGAIN) {
            if (!wait_for(POLLIN, until))
                return false;
            continue;
        }
        if (code != CURLE_OK || size == 0)
            return false;
        replies_.add({bytes, size});
        return true;
    }
}

SmtpConnection::SmtpConnection(std::unique_ptr<Wire> wire, SmtpTimeouts const& timeouts)
    : wire_(std::move(wire))
    , timeouts_(timeouts)
{
}

SmtpConnection::~SmtpConnection() = default;

Result<std::unique_ptr<SmtpConnection>> SmtpConnection::open(Relay const& relay, std::string_view own_name,
    SmtpTimeouts const& timeouts, std::function<bool()> should_stop)
{
    start_curl();
    auto wire = std::make_unique<Wire>(std::move(should_stop));
    TRY(wire->connect(relay, own_name, timeouts));
    return std::unique_ptr<SmtpConnection>(new SmtpConnection(std::move(wire), timeouts));
}

Result<Reply> SmtpConnection::read(int seconds)
{
    for (;;) {
        if (auto reply = TRY(wire_->replies().next()))
            return std::move(*reply);
        if (!wire_->read_some(seconds))
            return io_error("the connection to the mail relay is lost");
    }
}

Outcome SmtpConnection::lost(Fate fate)
{
    is_open_ = false;
    return {fate, {}};
}

// A reply of 421 is about the connection, and one to MAIL about us: neither says anything of the recipient.
Outcome SmtpConnection::judged(Reply const& reply, Step step)
{
    if (reply.is_positive())
        return {Fate::accepted, reply};
    if (reply.code == service_not_available)
        is_open_ = false;
    bool const is_about_us = reply.code == service_not_available || step == Step::mail
        || (step == Step::data && !reply.is_transient()) || is_about_sender(reply);
    if (is_about_us)
        return {Fate::not_sent, reply};
    return {reply.is_transient() ? Fate::deferred : Fate::refused, reply};
}

// A server that takes DATA although it has refused the recipient gets a message of nothing.
void SmtpConnection::abandon_data()
{
    if (!wire_->write(".\r\n", timeouts_.reply) || !read(timeouts_.end_of_data))
        is_open_ = false;
}

Outcome SmtpConnection::send(MailOut const& mail)
{
    std::pair<Step, std::string> const commands[]{{Step::mail, fmt::format("MAIL FROM:<{}>\r\n", mail.from)},
        {Step::recipient, fmt::format("RCPT TO:<{}>\r\n", mail.to)}, {Step::data, "DATA\r\n"}};
    if (wire_->can_pipeline()
        && !wire_->write(commands[0].second + commands[1].second + commands[2].second, timeouts_.reply))
        return lost(Fate::not_sent);
    Outcome outcome;
    outcome.fate = Fate::accepted;
    for (auto const& [step, command] : commands) {
        if (!wire_->can_pipeline() && !wire_->write(command, timeouts_.reply))
            return lost(Fate::not_sent);
        auto const reply = read(timeouts_.reply);
        if (!reply)
            return lost(Fate::not_sent);
        bool const has_failed = outcome.fate != Fate::accepted;
        if (has_failed && step == Step::data && reply->is_positive())
            abandon_data();
        if (!has_failed)
            outcome = judged(*reply, step);
        if (outcome.fate != Fate::accepted && (!is_open_ || !wire_->can_pipeline()))
            break;
    }
    if (outcome.fate == Fate::accepted)
        return send_data(mail);
    if (is_open_ && (!wire_->write("RSET\r\n", timeouts_.reply) || !read(timeouts_.reply)))
        is_open_ = false;
    return outcome;
}

Outcome SmtpConnection::send_data(MailOut const& mail)
{
    for (auto const piece : mail.pieces) {
        if (!wire_->write(piece, timeouts_.reply))
            return lost(Fate::not_sent);
    }
    // From here on the server may have it all: even a part of the three bytes that is sent may be all of
    // them.
    if (!wire_->write(".\r\n", timeouts_.reply))
        return lost(Fate::unknown);
    auto const reply = read(timeouts_.end_of_data);
    if (!reply)
        return lost(Fate::unknown);
    return judged(*reply, Step::text);
}

} // namespace broadsheet::mail
