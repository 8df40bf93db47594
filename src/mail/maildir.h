#pragma once

#include "mail/smtp_intake.h"

#include <filesystem>

namespace broadsheet::mail {

struct MaildirTaken {
    std::size_t taken = 0;
    std::size_t foreign = 0; // not ours to take; moved to cur/
};

// Takes in the messages that lie in a maildir's new/ (https://cr.yp.to/proto/maildir.html), at most so many,
// and deletes them, because they hold readers' addresses. Those that `take_in` calls `invalid` are moved to
// cur/ for a person to read; at any other error it ends, and they stay. The recipient it is given is empty: a
// maildir does not say, but the message may.
Result<MaildirTaken> take_from_maildir(std::filesystem::path const&, TakeIn const&, std::size_t most = 1'000);

} // namespace broadsheet::mail
