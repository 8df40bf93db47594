#include "support/smtp_server.h"

#include "base/file_descriptor.h"

#include <arpa/inet.h>
#include <atomic>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>

namespace broadsheet::test {

class SmtpServer::Implementation {
public:
    Implementation(Answer answer, std::string extensions)
        : answer_(std::move(answer))
        , extensions_(std::move(extensions))
        , listener_(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0
            || listen(listener_.get(), 100) != 0
            || getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("the tests' mail relay cannot listen");
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { accept_all(); });
    }

    ~Implementation()
    {
        is_over_ = true;
        thread_.join();
        sessions_.clear();
    }

    int port_ = 0;
    mutable std::mutex mutex_; // guards the three below
    std::vector<Mail> mails_;
    std::vector<std::string> commands_;
    int connections_ = 0;

private:
    bool wait(int file) const
    {
        while (!is_over_) {
            pollfd readable{file, POLLIN, 0};
            if (poll(&readable, 1, 20) > 0)
                return true;
        }
        return false;
    }

    void accept_all()
    {
        while (wait(listener_.get())) {
            FileDescriptor file(accept(listener_.get(), nullptr, nullptr));
            std::lock_guard lock(mutex_);
            ++connections_;
            sessions_.emplace_back([this, held = std::move(file)] { converse(held.get()); });
        }
    }

    void converse(int file);
    // Sends the text, or what the test says in its place. Returns whether the conversation goes on.
    bool reply(int file, std::string const& command, std::string& text);

    Answer answer_;
    std::string extensions_;
    FileDescriptor listener_;
    std::atomic<bool> is_over_ = false;
    std::list<std::jthread> sessions_;
    std::jthread thread_;
};

bool SmtpServer::Implementation::reply(int file, std::string const& command, std::string& text)
{
    {
        std::lock_guard lock(mutex_);
        commands_.push_back(command);
    }
    if (answer_) {
        if (auto own = answer_(command); !own.empty())
            text = own;
    }
    if (text == "close")
        return false;
    if (text == "stall") {
        while (!is_over_)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return false;
    }
    auto const line = text + "\r\n";
    return send(file, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

namespace {

std::string angle(std::string const& line)
{
    auto const begin = line.find('<') + 1;
    return line.substr(begin, line.rfind('>') - begin);
}

std::string hello(std::string const& extensions)
{
    std::string text = "250-relay.example\r\n250-";
    for (char c : extensions)
        text += c == '\n' ? "\r\n250-" : std::string(1, c);
    return text + "\r\n250 SIZE 10000000";
}

} // namespace

void SmtpServer::Implementation::converse(int file)
{
    std::string bytes;
    Mail mail;
    bool in_data = false;
    bool in_authentication = false;
    std::string greeting = "220 relay.example ESMTP";
    if (!reply(file, "greeting", greeting))
        return;
    while (wait(file)) {
        char piece[65536];
        auto const size = recv(file, piece, sizeof piece, 0);
        if (size <= 0)
            return;
        bytes.append(piece, static_cast<std::size_t>(size));
        for (auto end = bytes.find("\r\n"); end != bytes.npos; end = bytes.find("\r\n")) {
            auto line = bytes.substr(0, end);
            bytes.erase(0, end + 2);
            std::string answer = "250 2.0.0 Ok";
            if (in_data) {
                if (line != ".") {
                    mail.data += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
                    continue;
                }
                in_data = false;
                line = "end of data";
                std::lock_guard lock(mutex_);
                mails_.push_back(std::exchange(mail, {}));
            } else if (std::exchange(in_authentication, false)) {
                answer = "235 2.7.0 Welcome";
            } else if (line.starts_with("EHLO")) {
                answer = hello(extensions_);
            } else if (line.starts_with("MAIL")) {
                mail.from = angle(line);
            } else if (line.starts_with("RCPT")) {
                mail.to = angle(line);
            } else if (line == "DATA") {
                answer = "354 go on";
            } else if (line.starts_with("AUTH")) {
                // The credentials come with the command, or after it.
                in_authentication = line.find(' ', 5) == line.npos;
                answer = in_authentication ? "334 " : "235 2.7.0 Welcome";
            } else if (line == "QUIT") {
                return;
            }
            if (!reply(file, line, answer))
                return;
            in_data = answer.starts_with("354");
        }
    }
}

SmtpServer::SmtpServer(Answer answer, std::string extensions)
    : implementation_(std::make_unique<Implementation>(std::move(answer), std::move(extensions)))
{
}

SmtpServer::~SmtpServer() = default;

int SmtpServer::port() const
{
    return implementation_->port_;
}

std::string SmtpServer::url() const
{
    return "smtp://127.0.0.1:" + std::to_string(port());
}

std::vector<SmtpServer::Mail> SmtpServer::mails() const
{
    std::lock_guard lock(implementation_->mutex_);
    return implementation_->mails_;
}

std::vector<std::string> SmtpServer::commands() const
{
    std::lock_guard lock(implementation_->mutex_);
    return implementation_->commands_;
}

int SmtpServer::connections() const
{
    std::lock_guard lock(implementation_->mutex_);
    return implementation_->connections_;
}

} // namespace broadsheet::test
