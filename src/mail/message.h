#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "mail/body.h"
#include "mail/configuration.h"
#include "mail/post.h"

namespace broadsheet::mail {

// A letter as it goes over the wire.
struct Message {
    Address to;
    std::string bytes; // head, signatures first, and body
};

// Puts a letter together and signs it. `invalid` for what would make no proper mail: a line end in a header,
// a malformed address, text that is not UTF-8, fields of the head given twice.
Result<Message> compose(Letter const&, Sender const&, std::vector<DkimKey> const&, UtcMillis now, Random&);

// Returns "Fri, 27 Nov 2026 09:00:00 +0000" (RFC 5322, section 3.3).
std::string format_date(UtcMillis);

} // namespace broadsheet::mail
