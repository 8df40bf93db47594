#include "mail/domain_check.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

using Health = DomainFinding::Health;

constexpr int most_lookups = 10; // RFC 7208, section 4.6.4

std::vector<std::string_view> words_of(std::string_view text, char separator)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(separator));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (!trimmed(word).empty())
            words.push_back(trimmed(word));
    }
    return words;
}

// The value of "name=value" in a list parted by semicolons (RFC 6376, section 3.2), without white space.
std::string tag(std::string_view record, std::string_view name)
{
    for (auto const word : words_of(record, ';')) {
        auto const equals = word.find('=');
        if (equals == word.npos || !equals_ignoring_case(trimmed(word.substr(0, equals)), name))
            continue;
        std::string value(word.substr(equals + 1));
        std::erase_if(value, is_space);
        return value;
    }
    return "";
}

std::vector<std::string> beginning_with(std::vector<std::string> records, std::string_view start)
{
    std::erase_if(records, [&](auto const& record) { return !starts_with_ignoring_case(record, start); });
    return records;
}

class Checker {
public:
    Checker(Resolver& resolver, std::string domain, Configuration const& configuration,
        std::vector<StoredKey> const& keys)
        : resolver_(resolver)
        , domain_(std::move(domain))
        , configuration_(configuration)
        , keys_(keys)
    {
    }

    std::vector<DomainFinding> run()
    {
        for (auto look : {&Checker::look_at_spf, &Checker::look_at_dkim, &Checker::look_at_dmarc,
                 &Checker::look_at_reports, &Checker::look_at_relays}) {
            if (auto const looked = (this->*look)(); !looked)
                add(Health::note, looked.error().message, "");
        }
        return std::move(findings_);
    }

private:
    void add(Health health, std::string what, std::string advice = "")
    {
        findings_.push_back({health, std::move(what), std::move(advice)});
    }

    Result<void> look_at_spf();
    void judge_spf(std::string const& record);
    Result<void> look_at_dkim();
    Result<void> look_at_key(StoredKey const&);
    Result<void> look_at_dmarc();
    Result<void> look_at_reports();
    Result<void> look_at_relays();
    Result<void> look_at_relay(Relay const&);

    Resolver& resolver_;
    std::string domain_;
    Configuration const& configuration_;
    std::vector<StoredKey> const& keys_;
    std::vector<DomainFinding> findings_;
};

// SPF is asked for the domain of the return path, which has to be this one, or below it, for DMARC.
Result<void> Checker::look_at_spf()
{
    auto const records = beginning_with(TRY(resolver_.texts(domain_)), "v=spf1");
    if (records.empty())
        add(Health::bad, "SPF: there is no record",
            fmt::format("publish: {} TXT \"v=spf1 include:YOUR-RELAY -all\", as your relay's operator says",
                domain_));
    else if (records.size() > 1)
        add(Health::bad, "SPF: there are several records, so that receivers heed none",
            "make one of them, with everything between v=spf1 and -all");
    else
        judge_spf(records[0]);
    return {};
}

void Checker::judge_spf(std::string const& record)
{
    int lookups = 0;
    std::string all;
    for (auto const word : words_of(record, ' ')) {
        auto const name = to_lower(
            std::string_view("+-~?").find(word[0]) == std::string_view::npos ? word : word.substr(1));
        for (std::string_view asks : {"include:", "redirect=", "exists:", "a:", "mx:", "ptr"})
            lookups += name.starts_with(asks) ? 1 : 0;
        lookups += name == "a" || name == "mx" || name.starts_with("a/") || name.starts_with("mx/") ? 1 : 0;
        if (name == "all")
            all = word;
        if (name.starts_with("redirect="))
            all = "elsewhere";
    }
    if (lookups > most_lookups)
        add(Health::bad,
            fmt::format("SPF: it asks {} times where receivers give up at {}", lookups, most_lookups),
            "name addresses (ip4:, ip6:) in the place of some");
    else if (all == "all" || all == "+all")
        add(Health::bad, "SPF: it lets everybody send in your name", "end it with -all");
    else if (all.empty() || all == "?all")
        add(Health::note, "SPF: it does not say what of others' mail",
            "end it with -all, or with ~all while you try");
    else
        add(Health::good, fmt::format("SPF: {}", record));
}

Result<void> Checker::look_at_dkim()
{
    std::vector<StoredKey const*> own;
    for (auto const& stored : keys_) {
        if (stored.key.domain() == domain_)
            own.push_back(&stored);
    }
    if (own.empty())
        add(Health::bad, "DKIM: there is no key for this domain",
            fmt::format("make one: broadsheet mail dkim-key {}", domain_));
    for (auto const* stored : own)
        TRY(look_at_key(*stored));
    return {};
}

Result<void> Checker::look_at_key(StoredKey const& stored)
{
    auto const name = stored.key.record_name();
    auto const publish = fmt::format("publish: {} TXT \"{}\"", name, stored.key.record());
    auto const records = TRY(resolver_.texts(name));
    auto const what = fmt::format("DKIM {} ({})", stored.key.selector(), name_of(stored.key.algorithm()));
    if (records.empty())
        add(stored.is_active ? Health::bad : Health::note, what + ": its record is not there", publish);
    else if (records.size() > 1)
        add(Health::bad, what + ": there are several records", "leave one of them; " + publish);
    else if (tag(records[0], "p") != tag(stored.key.record(), "p"))
        add(Health::bad, what + ": the record holds another key", publish);
    else if (!stored.is_active)
        add(Health::note, what + ": its record is there, and it does not sign yet",
            fmt::format("let it sign: broadsheet mail dkim-key {} --selector {} --activate", domain_,
                stored.key.selector()));
    else
        add(Health::good, what + ": its record is there");
    return {};
}

// Receivers look at the domain, then at its organisation's (RFC 7489, section 6.6.3); which that is, a list
// says that we have not, so each one above is looked at.
Result<void> Checker::look_at_dmarc()
{
    for (std::string_view domain = domain_; domain.find('.') != domain.npos;
         domain.remove_prefix(domain.find('.') + 1)) {
        auto const records
            = beginning_with(TRY(resolver_.texts(fmt::format("_dmarc.{}", domain))), "v=DMARC1");
        if (records.empty())
            continue;
        auto const policy = to_lower(tag(records[0], "p"));
        if (records.size() > 1)
            add(Health::bad, "DMARC: there are several records, so that receivers heed none",
                "leave one of them");
        else if (policy != "none" && policy != "quarantine" && policy != "reject")
            add(Health::bad, "DMARC: it has no policy", "add p=none, p=quarantine or p=reject");
        else if (policy == "none")
            add(Health::note, "DMARC: others' mail in your name is delivered (p=none)",
                "once all else here is well: p=quarantine, then p=reject");
        else
            add(Health::good, fmt::format("DMARC: p={}", policy));
        return {};
    }
    add(Health::bad, "DMARC: there is no record, and large providers refuse bulk mail without",
        fmt::format("publish: _dmarc.{} TXT \"v=DMARC1; p=none\"", domain_));
    return {};
}

Result<void> Checker::look_at_reports()
{
    auto const to = configuration_.return_path ? configuration_.return_path->domain : domain_;
    if (TRY(resolver_.exchanges(to)).empty())
        add(Health::note,
            fmt::format("reports: {} takes no mail (MX), so nobody learns of dead addresses", to),
            "give it an MX, and see docs/mail.md on taking reports in");
    else
        add(Health::good, fmt::format("reports: {} takes mail", to));
    if (to != domain_ && !to.ends_with("." + domain_) && !domain_.ends_with("." + to))
        add(Health::bad,
            fmt::format(
                "the return path is of another domain ({}), so SPF counts for nothing with DMARC", to),
            fmt::format("make it one of {} or below", domain_));
    return {};
}

Result<void> Checker::look_at_relays()
{
    if (configuration_.relays.empty())
        add(Health::bad, "no relay is set: mail goes to the captured outbox",
            "set one: broadsheet mail relay NAME smtps://…");
    if (lacks_sender(configuration_))
        add(Health::bad, std::string(no_sender), std::string(how_to_set_a_sender));
    for (auto const& relay : configuration_.relays)
        TRY(look_at_relay(relay));
    return {};
}

Result<void> Checker::look_at_relay(Relay const& relay)
{
    if (relay.security == Security::none) {
        add(Health::note,
            fmt::format(
                "relay {}: it is on this machine, whose public address is not known here", relay.name),
            "see to it that this address has a name (PTR) that leads back to it");
        return {};
    }
    auto const addresses = TRY(resolver_.addresses(relay.host));
    if (addresses.empty())
        add(Health::bad, fmt::format("relay {}: {} has no address", relay.name, relay.host),
            "correct the relay");
    for (auto const& address : addresses) {
        bool leads_back = false;
        for (auto const& name : TRY(resolver_.names_of(address))) {
            auto const back = TRY(resolver_.addresses(name));
            leads_back = leads_back || std::ranges::find(back, address) != back.end();
        }
        if (leads_back)
            add(Health::good,
                fmt::format("relay {}: {} has a name that leads back to it", relay.name, address));
        else
            add(Health::note,
                fmt::format("relay {}: {} has no name (PTR) that leads back to it", relay.name, address),
                "if the relay sends from there, its operator has to set one");
    }
    return {};
}

} // namespace

Result<std::vector<DomainFinding>> check_domain(Resolver& resolver, std::string_view domain,
    Configuration const& configuration, std::vector<StoredKey> const& keys)
{
    return Checker(resolver, TRY(ascii_domain(domain)), configuration, keys).run();
}

} // namespace broadsheet::mail
