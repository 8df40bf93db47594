#include "mail/smtp_intake.h"

#include "base/ascii.h"
#include "mail/address.h"

#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

constexpr std::string_view ok = "250 2.0.0 Ok\r\n";

// "FROM:<a@b.example> SIZE=1" → "a@b.example"; nothing where there are no angle brackets.
bool path_of(std::string_view argument, std::string_view prefix, std::string_view& path)
{
    if (!starts_with_ignoring_case(argument, prefix))
        return false;
    auto const open = argument.find('<');
    auto const close = argument.find('>', open);
    if (open == argument.npos || close == argument.npos)
        return false;
    path = argument.substr(open + 1, close - open - 1);
    return true;
}

} // namespace

std::string SmtpIntake::receive(std::string_view bytes)
{
    std::string answers;
    bytes_ += bytes;
    std::size_t begin = 0;
    for (auto end = bytes_.find('\n'); end != bytes_.npos && !is_over_; end = bytes_.find('\n', begin)) {
        auto line = std::string_view(bytes_).substr(begin, end - begin);
        begin = end + 1;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (in_message_ && line != ".")
            take_line_of_message(line);
        else
            answers += in_message_ ? end_message() : answer(line);
    }
    bytes_.erase(0, begin);
    if (!in_message_ && bytes_.size() > IntakeLimits::line) {
        is_over_ = true;
        answers += "500 5.5.2 A line is too long\r\n";
    }
    if (in_message_ && bytes_.size() > IntakeLimits::message) {
        is_over_ = true;
        answers += "552 5.3.4 Too long\r\n";
    }
    return answers;
}

std::string SmtpIntake::answer(std::string_view line)
{
    if (line.size() > IntakeLimits::line)
        return refuse("500 5.5.2 A line is too long\r\n");
    auto const space = line.find(' ');
    auto const verb = to_lower(line.substr(0, space));
    auto const argument = space == line.npos ? std::string_view() : trimmed(line.substr(space + 1));
    if (verb == "ehlo" || verb == "lhlo" || verb == "helo")
        return hello(verb);
    if (verb == "mail") {
        std::string_view from;
        if (!path_of(argument, "from:", from))
            return refuse("501 5.5.4 MAIL FROM:<address>\r\n");
        reset();
        has_sender_ = true;
        return std::string(ok);
    }
    if (verb == "rcpt")
        return take_recipient(argument);
    if (verb == "data") {
        if (recipients_.empty())
            return refuse("503 5.5.1 RCPT first\r\n");
        in_message_ = true;
        return "354 End with a dot\r\n";
    }
    if (verb == "rset" || verb == "noop") {
        if (verb == "rset")
            reset();
        return std::string(ok);
    }
    if (verb == "quit") {
        is_over_ = true;
        return "221 2.0.0 Bye\r\n";
    }
    return refuse("502 5.5.1 Not known here\r\n");
}

std::string SmtpIntake::hello(std::string_view verb)
{
    reset();
    is_lmtp_ = verb == "lhlo";
    if (verb == "helo")
        return std::string(ok);
    return fmt::format(
        "250-broadsheet\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {}\r\n",
        IntakeLimits::message);
}

std::string SmtpIntake::take_recipient(std::string_view argument)
{
    std::string_view to;
    if (!has_sender_ || !path_of(argument, "to:", to))
        return refuse("503 5.5.1 MAIL FROM:<address>, then RCPT TO:<address>\r\n");
    if (recipients_.size() >= IntakeLimits::recipients)
        return refuse("452 4.5.3 Too many recipients\r\n");
    auto const address = parse_address(to);
    if (!address)
        return refuse("550 5.1.3 No address\r\n");
    recipients_.push_back(address->text());
    return std::string(ok);
}

void SmtpIntake::take_line_of_message(std::string_view line)
{
    if (line.starts_with('.'))
        line.remove_prefix(1);
    is_too_long_ = is_too_long_ || message_.size() + line.size() + 2 > IntakeLimits::message;
    if (is_too_long_)
        return;
    message_ += line;
    message_ += "\r\n";
}

// SMTP answers once for all recipients, LMTP for each.
std::string SmtpIntake::end_message()
{
    std::string answers;
    std::string one(ok);
    for (auto const& recipient : recipients_) {
        std::string answer(ok);
        if (is_too_long_)
            answer = "552 5.3.4 Too long\r\n";
        else if (auto const taken = take_in_(recipient, message_); !taken)
            answer = taken.error().code == ErrorCode::invalid ? "550 5.1.1 No such mailbox\r\n"
                                                              : "451 4.3.0 Later\r\n";
        if (answer != ok)
            one = answer;
        answers += answer;
    }
    reset();
    if (++messages_ >= IntakeLimits::messages)
        is_over_ = true;
    return is_lmtp_ ? answers : one;
}

std::string SmtpIntake::refuse(std::string_view reply)
{
    if (++errors_ < IntakeLimits::errors)
        return std::string(reply);
    is_over_ = true;
    return "421 4.7.0 Too many errors\r\n";
}

void SmtpIntake::reset()
{
    message_.clear();
    recipients_.clear();
    has_sender_ = false;
    in_message_ = false;
    is_too_long_ = false;
}

} // namespace broadsheet::mail
