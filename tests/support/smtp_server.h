#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace broadsheet::test {

// A mail relay on loopback that answers as a test says. Thread-safe.
class SmtpServer {
public:
    struct Mail {
        std::string from; // as in MAIL FROM:<…>
        std::string to;
        std::string data; // with CR LF, dots taken away again
    };

    // Given a command's line ("RCPT TO:<a@b.example>"), or "greeting", or "end of data": returns what to
    // answer, without the line end. "": what a willing relay answers; "close": to close the connection;
    // "stall": to say nothing more.
    using Answer = std::function<std::string(std::string const& command)>;

    explicit SmtpServer(Answer = {}, std::string extensions = "PIPELINING\n8BITMIME\nENHANCEDSTATUSCODES");
    ~SmtpServer();
    SmtpServer(SmtpServer const&) = delete;
    SmtpServer& operator=(SmtpServer const&) = delete;

    int port() const;
    std::string url() const; // "smtp://127.0.0.1:PORT"
    std::vector<Mail> mails() const;
    std::vector<std::string> commands() const;
    int connections() const; // so far

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace broadsheet::test
