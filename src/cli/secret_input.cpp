#include "cli/secret_input.h"

#include "base/file_descriptor.h"
#include "vault/key_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>

namespace broadsheet::cli {

namespace {

constexpr std::size_t longest = 1'024; // bytes
constexpr char interrupt = 3; // ^C
constexpr char end_of_input = 4; // ^D
constexpr char backspace = 8; // ^H
constexpr char kill_line = 21; // ^U
constexpr char rubout = 127;

// The terminal with its echo off. Characters come one by one, and ^C is one of them, so that the echo is on
// again whatever is typed.
class Terminal {
public:
    static Result<Terminal> open(std::string_view option)
    {
        FileDescriptor file(::open("/dev/tty", O_RDWR | O_CLOEXEC));
        termios usual{};
        if (!file || ::tcgetattr(file.get(), &usual) != 0)
            return invalid(fmt::format(
                "there is no terminal to type at: give {} FILE (/dev/fd/3 for an open one)", option));
        auto unseen = usual;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
        unseen.c_cc[VMIN] = 1;
        ::tcsetattr(file.get(), TCSAFLUSH, &unseen);
        return Terminal(std::move(file), usual);
    }
    Terminal(Terminal&&) = default;
    Terminal& operator=(Terminal&&) = delete;
    ~Terminal()
    {
        if (!file_)
            return;
        say("\n");
        ::tcsetattr(file_.get(), TCSAFLUSH, &usual_);
    }

    void say(std::string_view text) const
    {
        [[maybe_unused]] auto const written = ::write(file_.get(), text.data(), text.size());
    }
    // ^C where the terminal is gone.
    char next() const
    {
        char c = interrupt;
        return ::read(file_.get(), &c, 1) == 1 ? c : interrupt;
    }

private:
    Terminal(FileDescriptor file, termios usual)
        : file_(std::move(file))
        , usual_(usual)
    {
    }

    FileDescriptor file_;
    termios usual_;
};

bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0U) == 0x80;
}

Result<vault::Secret> type(std::string_view prompt, std::string_view option)
{
    auto const terminal = TRY(Terminal::open(option));
    auto typed = TRY(vault::Secret::zeros(longest));
    std::size_t size = 0;
    terminal.say(fmt::format("{}: ", prompt));
    for (char c = terminal.next(); c != '\n' && c != '\r' && c != end_of_input; c = terminal.next()) {
        if (c == interrupt)
            return Error{ErrorCode::unavailable, "stopped: nothing was done"};
        if (c == kill_line) {
            size = 0;
        } else if (c == backspace || c == rubout) {
            while (size > 0 && is_continuation(typed.data()[size - 1]))
                --size;
            size -= size > 0;
        } else if (size < longest) {
            typed.data()[size++] = static_cast<unsigned char>(c);
        }
    }
    typed.shorten(size);
    return typed;
}

} // namespace

Result<vault::Secret> read_secret(
    std::string_view what, std::filesystem::path const& file, std::string_view option)
{
    return file.empty() ? type(what, option) : vault::read_secret_file(file);
}

Result<vault::Secret> read_new_secret(
    std::string_view what, std::filesystem::path const& file, std::string_view option)
{
    if (!file.empty())
        return vault::read_secret_file(file);
    auto secret = TRY(type(what, option));
    auto const again = TRY(type("Once more", option));
    if (secret.view() != again.view())
        return invalid("the two are not the same: nothing was done");
    return secret;
}

} // namespace broadsheet::cli
