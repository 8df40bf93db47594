#pragma once

#include "mail/configuration.h"
#include "newsroom/newsletters.h"

namespace broadsheet::newsletter {

// What keeps a newsletter's mail from its readers, or from being believed, and can be known beforehand.
struct MailTrouble {
    bool has_no_relay = false; // mail is captured
    bool is_unsigned = false; // no key of its sender's domain signs
};
MailTrouble mail_trouble(mail::Configuration const&, newsroom::Newsletter const&);

} // namespace broadsheet::newsletter
