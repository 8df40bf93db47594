#include "mail/message.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "mail/fields.h"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

constexpr std::size_t most_bytes = 1U << 20; // of a part
constexpr std::size_t most_headers = 50;

// What is not a letter's to say.
bool is_ours(std::string_view name)
{
    constexpr std::string_view ours[]{"from", "to", "cc", "bcc", "subject", "date", "message-id",
        "mime-version", "content-type", "content-transfer-encoding", "content-language", "auto-submitted",
        "dkim-signature", "sender", "return-path", "received"};
    return std::ranges::find(ours, to_lower(name)) != std::end(ours);
}

Result<void> check(Letter const& letter)
{
    TRY(check_field("Subject", letter.subject));
    TRY(check_field("Content-Language", letter.language));
    for (auto const* part : {&letter.text, &letter.html}) {
        if (part->size() > most_bytes || !is_valid_utf8(*part) || part->find('\0') != part->npos)
            return invalid("a mail cannot be sent: its text is too long, or not UTF-8");
    }
    if (letter.headers.size() > most_headers)
        return invalid("a mail cannot be sent: it has too many header fields");
    for (auto field = letter.headers.begin(); field != letter.headers.end(); ++field) {
        TRY(check_field(field->first, field->second));
        if (is_ours(field->first) || std::any_of(letter.headers.begin(), field, [&](auto const& other) {
                return equals_ignoring_case(other.first, field->first);
            }))
            return invalid(fmt::format("a mail cannot be sent: its head has {} twice", field->first));
    }
    return {};
}

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What a key stands for, as letters and digits that tell nothing of it.
std::string digits_of(Letter const& letter, Random& random)
{
    return letter.key.empty() ? random.hex(16) : to_hex(sha256(letter.key)).substr(0, 32);
}

std::string head_of(
    Letter const& letter, Sender const& sender, Address const& to, UtcMillis now, std::string_view digits)
{
    std::string head;
    append_address_field(head, "From", sender.name, sender.address);
    append_address_field(head, "To", "", to);
    append_text_field(head, "Subject", letter.subject);
    head += fmt::format(
        "Date: {}\r\nMessage-ID: <{}@{}>\r\n", format_date(now), digits, sender.address.domain);
    if (!letter.language.empty())
        append_text_field(head, "Content-Language", letter.language);
    head += "Auto-Submitted: auto-generated\r\n";
    for (auto const& [name, value] : letter.headers)
        is_ascii(value) ? append_structured_field(head, name, value) : append_text_field(head, name, value);
    return head;
}

} // namespace

std::string format_date(UtcMillis time)
{
    constexpr char const* days[]{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr char const* months[]{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::time_t const seconds = time / 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[utc.tm_wday], utc.tm_mday,
        months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

Result<Message> compose(Letter const& letter, Sender const& sender, std::vector<DkimKey> const& keys,
    UtcMillis now, Random& random)
{
    TRY(check(letter));
    auto to = TRY(parse_address(letter.to));
    auto const digits = digits_of(letter, random);
    BodyMould const mould({letter.text, letter.html, "part" + digits}, {});
    auto const body = mould.pour({});
    auto const head = head_of(letter, sender, to, now, digits) + mould.fields();
    auto bytes = TRY(dkim_signatures(keys_for(keys, sender.address.domain), head, body.hash, now));
    bytes += head;
    bytes += "\r\n";
    bytes += body.bytes;
    return Message{std::move(to), std::move(bytes)};
}

} // namespace broadsheet::mail
