#pragma once

#include "http/limits.h"

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace broadsheet::http {

// Counts the open connections of a server, in all and by address. Addresses are held only while one of theirs
// is open. Thread-safe; lives longer than its tickets.
class Admission {
public:
    explicit Admission(Limits const&);

    // One admitted connection; gives its place back at the end of its life.
    class Ticket {
    public:
        Ticket(Admission&, std::string key);
        Ticket(Ticket&&) noexcept;
        Ticket& operator=(Ticket&&) = delete;
        ~Ticket();

    private:
        Admission* admission_;
        std::string key_;
    };

    // Returns nothing if the limits are reached. The address is numeric text, "" on unix sockets.
    std::optional<Ticket> admit(std::string const& address);

private:
    void release(std::string const& key);

    std::size_t const most_;
    std::size_t const most_per_address_;
    std::mutex mutex_;
    std::size_t open_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace broadsheet::http
