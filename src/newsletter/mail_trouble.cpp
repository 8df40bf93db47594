#include "newsletter/mail_trouble.h"

namespace broadsheet::newsletter {

MailTrouble mail_trouble(mail::Configuration const& configuration, newsroom::Newsletter const& newsletter)
{
    auto const sender = mail::parse_address(newsletter.sender_address);
    return {configuration.relays.empty(),
        sender.ok() && mail::keys_for(configuration.keys, sender->domain).empty()};
}

} // namespace broadsheet::newsletter
