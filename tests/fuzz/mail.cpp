// What comes in by mail: addresses that people type, reports from anywhere, and the dialogue that brings
// them; and what relays answer.

#include "mail/address.h"
#include "mail/international_address.h"
#include "mail/quoted_printable.h"
#include "mail/report.h"
#include "mail/smtp_intake.h"
#include "mail/smtp_reply.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;

namespace {

void read_address(std::string_view text)
{
    auto const address = mail::parse_address(text);
    (void)mail::readable_address(text);
    VERIFY(!address.ok() || !mail::has_international_local_part(text));
    if (!address.ok())
        return;
    auto const form = address->text();
    VERIFY(form.size() <= mail::AddressLimits::bytes && form.find_first_of("\r\n") == std::string::npos);
    for (char c : form)
        VERIFY(c >= ' ' && c <= '~');
    auto const again = mail::parse_address(form);
    VERIFY(again.ok() && *again == *address);
}

void converse(std::string_view text)
{
    std::size_t messages = 0;
    mail::SmtpIntake intake([&](std::string_view to, std::string_view message) -> Result<void> {
        VERIFY(mail::parse_address(to).ok() && message.size() <= mail::IntakeLimits::message);
        ++messages;
        return messages % 2 ? Result<void>() : Result<void>(invalid("no"));
    });
    auto const half = text.size() / 2;
    (void)intake.receive(text.substr(0, half));
    if (!intake.is_over())
        (void)intake.receive(text.substr(half));
}

void read_replies(std::string_view text)
{
    mail::ReplyReader reader;
    reader.add(text);
    for (;;) {
        auto const reply = reader.next();
        if (!reply.ok() || !*reply)
            return;
        VERIFY((*reply)->code >= 200 && (*reply)->code <= 599 && (*reply)->status.size() <= 9);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    read_address(text);
    converse(text);
    read_replies(text);
    (void)mail::read_report(text);
    std::string encoded;
    mail::append_quoted_printable(encoded, text);
    if (text.find_first_of("\r\n") == std::string_view::npos) {
        VERIFY(mail::decode_quoted_printable(encoded) == text);
    }
    return 0;
}
