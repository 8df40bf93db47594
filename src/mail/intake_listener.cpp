#include "mail/intake_listener.h"

#include "base/file_descriptor.h"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace broadsheet::mail {

namespace {

constexpr int between_looks = 200; // milliseconds until an end is noticed
constexpr std::size_t most_to_say = 64U << 10; // bytes that wait for a client that does not read

using Time = std::chrono::steady_clock::time_point;

Result<sockaddr_in> loopback_address(std::string const& text)
{
    auto const colon = text.rfind(':');
    sockaddr_in address{};
    address.sin_family = AF_INET;
    std::uint16_t port = 0;
    auto const digits = std::string_view(text).substr(std::min(text.size(), colon + 1));
    auto const [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (colon == text.npos || failed != std::errc() || end != digits.data() + digits.size()
        || inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1
        || (ntohl(address.sin_addr.s_addr) >> 24U) != 127)
        return invalid(fmt::format(
            "reports are taken in at an address of this machine such as 127.0.0.1:2525, not at {}", text));
    address.sin_port = htons(port);
    return address;
}

struct Client {
    FileDescriptor file;
    SmtpIntake intake;
    std::string to_say;
    Time began;
    Time heard;
};

} // namespace

class IntakeListener::Implementation {
public:
    Implementation(FileDescriptor listener, std::string address, TakeIn take_in)
        : address_(std::move(address))
        , listener_(std::move(listener))
        , take_in_(std::move(take_in))
        , thread_([this] { run(); })
    {
    }
    ~Implementation() { is_over_ = true; }

    std::string const address_;

private:
    void run();
    void accept_one(Time now);
    // Returns whether the connection goes on.
    bool serve(Client&, short events, Time now);

    FileDescriptor listener_;
    TakeIn take_in_;
    std::vector<Client> clients_;
    std::atomic<bool> is_over_ = false;
    std::jthread thread_; // last: it uses all the others
};

void IntakeListener::Implementation::accept_one(Time now)
{
    FileDescriptor file(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!file || clients_.size() >= ListenerLimits::connections)
        return;
    Client client{std::move(file), SmtpIntake(take_in_), "", now, now};
    client.to_say = client.intake.greeting();
    clients_.push_back(std::move(client));
}

bool IntakeListener::Implementation::serve(Client& client, short events, Time now)
{
    if (now - client.heard > std::chrono::milliseconds(ListenerLimits::idle)
        || now - client.began > std::chrono::milliseconds(ListenerLimits::longest))
        return false;
    if (events & (POLLIN | POLLHUP | POLLERR)) {
        char bytes[16'384];
        auto const size = recv(client.file.get(), bytes, sizeof bytes, 0);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
            return false;
        if (size > 0) {
            client.heard = now;
            client.to_say += client.intake.receive({bytes, static_cast<std::size_t>(size)});
        }
    }
    if (!client.to_say.empty()) {
        auto const size = send(client.file.get(), client.to_say.data(), client.to_say.size(), MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        client.to_say.erase(0, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }
    return client.to_say.size() <= most_to_say && !(client.intake.is_over() && client.to_say.empty());
}

void IntakeListener::Implementation::run()
{
    while (!is_over_) {
        std::vector<pollfd> files{{listener_.get(), POLLIN, 0}};
        for (auto const& client : clients_)
            files.push_back({client.file.get(),
                static_cast<short>(client.to_say.empty() ? POLLIN : POLLIN | POLLOUT), 0});
        poll(files.data(), files.size(), between_looks);
        auto const now = std::chrono::steady_clock::now();
        std::vector<Client> going_on;
        for (std::size_t at = 0; at < clients_.size(); ++at) {
            if (serve(clients_[at], files[at + 1].revents, now))
                going_on.push_back(std::move(clients_[at]));
        }
        clients_ = std::move(going_on);
        if (files[0].revents & POLLIN)
            accept_one(now);
    }
}

IntakeListener::IntakeListener(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation))
{
}

IntakeListener::~IntakeListener() = default;

Result<std::unique_ptr<IntakeListener>> IntakeListener::start(std::string const& text, TakeIn take_in)
{
    auto address = TRY(loopback_address(text));
    FileDescriptor file(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    int const on = 1;
    setsockopt(file.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t size = sizeof address;
    if (!file || bind(file.get(), reinterpret_cast<sockaddr*>(&address), size) != 0
        || listen(file.get(), 16) != 0
        || getsockname(file.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return system_error(fmt::format("reports cannot be taken in at {}", text), errno);
    auto where = fmt::format("{}:{}", text.substr(0, text.rfind(':')), ntohs(address.sin_port));
    return std::unique_ptr<IntakeListener>(new IntakeListener(
        std::make_unique<Implementation>(std::move(file), std::move(where), std::move(take_in))));
}

std::string IntakeListener::address() const
{
    return implementation_->address_;
}

} // namespace broadsheet::mail
