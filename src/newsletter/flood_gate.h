#pragma once

#include "newsletter/challenge.h"
#include "newsletter/rate_counter.h"

namespace broadsheet::newsletter {

// How often readers' forms may be sent.
struct FloodLimits {
    std::uint32_t letters_to_reader = 3; // confirmations a day to one address
    std::uint32_t letters = 3'000; // an hour, to all
    // A minute, from all, before each has to prove itself: two fifths of the letters, so that forms without
    // proof alone cannot use them up.
    std::uint32_t forms = 20;
    std::uint32_t forms_from_network = 10; // an hour, the same
    std::uint32_t forms_from_site = 40; // an hour, the same
    std::uint32_t proven_from_network = 100; // an hour, then no more
    std::uint32_t proven_from_site = 400; // an hour, the same
    std::uint32_t changes = 3; // of address a day, of one reader
    std::uint32_t payments_from_network = 100; // begun an hour: all who come through one proxy, or Tor
    std::size_t remembered = 200'000; // of each kind
};

// Keeps the sign-up form from being used to flood strangers' mailboxes or our relay. Counts in memory alone,
// by hashes under a key of this process: neither mail nor network addresses are kept. Thread-safe.
class FloodGate {
public:
    FloodGate(Clock const&, Random&, FloodLimits const& = {});

    enum class Answer { let_in, ask_for_proof, refuse };
    // Counts a form from a network address. `is_proven`: it has met a challenge.
    Answer let_in(std::string_view network_address, bool is_proven);
    // Counts a letter. `reader_has_enough`: nothing is sent, and nobody is told, because it depends on the
    // address. `all_have_enough`: it is the same for every address, so whoever asks is told.
    enum class Letter { write, reader_has_enough, all_have_enough };
    Letter may_write_to(std::string_view mail_address);
    // Counts a change of address by the reader of a record; false: these are enough for today.
    bool may_change(std::string_view record);
    // Counts a contribution that is begun; false: there come enough from there.
    bool may_begin_payment(std::string_view network_address);

    Challenge& challenge() { return challenge_; }

private:
    FloodLimits const limits_;
    Challenge challenge_;
    RateCounter readers_;
    RateCounter letters_;
    RateCounter forms_;
    RateCounter networks_;
    RateCounter proven_;
    RateCounter sites_;
    RateCounter proven_sites_;
    RateCounter changes_;
    RateCounter payments_;
};

// Returns what a network address is counted as: itself, or, for IPv6, the /64 that one customer has.
std::string network_of(std::string_view address);
// Returns the network of networks that it is counted as, too: the /48 of an IPv6 address; for IPv4, itself.
std::string site_of(std::string_view address);
// Returns what a mail address is counted as: lower case, and without what follows a "+" in its local part.
std::string mailbox_of(std::string_view address);

} // namespace broadsheet::newsletter
