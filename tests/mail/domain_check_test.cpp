#include "mail/domain_check.h"

#include "support/database.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>

namespace broadsheet::mail {

namespace {

using test::must;
using testing::HasSubstr;
using testing::Not;

// Answers from a table: "TXT name" and so on.
class TableResolver final : public Resolver {
public:
    std::map<std::string, std::vector<std::string>> table;
    bool is_away = false;

    Result<std::vector<std::string>> texts(std::string const& name) override { return find("TXT " + name); }
    Result<std::vector<std::string>> addresses(std::string const& name) override { return find("A " + name); }
    Result<std::vector<std::string>> exchanges(std::string const& name) override
    {
        return find("MX " + name);
    }
    Result<std::vector<std::string>> names_of(std::string const& address) override
    {
        return find("PTR " + address);
    }

private:
    Result<std::vector<std::string>> find(std::string const& question)
    {
        if (is_away)
            return Error{ErrorCode::unavailable, "no answer"};
        auto const found = table.find(question);
        return found == table.end() ? std::vector<std::string>() : found->second;
    }
};

class MailDomainCheck : public testing::Test {
protected:
    MailDomainCheck()
    {
        configuration_.relays.push_back(must(parse_relay("smtps://relay.example?name=main")));
        configuration_.sender = Sender{"The Lantern", must(parse_address("letters@lantern.example"))};
        resolver_.table = {
            {"TXT lantern.example", {"google-site-verification=x", "v=spf1 include:relay.example -all"}},
            {"TXT " + key_.record_name(), {key_.record()}},
            {"TXT _dmarc.lantern.example", {"v=DMARC1; p=reject; rua=mailto:x@lantern.example"}},
            {"MX lantern.example", {"mx.lantern.example"}},
            {"A relay.example", {"192.0.2.7"}},
            {"PTR 192.0.2.7", {"relay.example"}},
        };
    }
    std::string check(std::string_view domain = "lantern.example")
    {
        std::string all;
        for (auto const& finding : must(check_domain(resolver_, domain, configuration_, keys_)))
            all += fmt::format("{} {} -> {}\n",
                finding.health == DomainFinding::Health::good      ? "ok"
                    : finding.health == DomainFinding::Health::bad ? "BAD"
                                                                   : "note",
                finding.what, finding.advice);
        return all;
    }
    std::string with(std::string const& question, std::vector<std::string> answer)
    {
        resolver_.table[question] = std::move(answer);
        return check();
    }

    DkimKey key_ = must(DkimKey::make("lantern.example", "s1", DkimAlgorithm::rsa));
    std::vector<StoredKey> keys_{{key_, true}};
    Configuration configuration_;
    TableResolver resolver_;
};

TEST_F(MailDomainCheck, FindsAllWell)
{
    EXPECT_THAT(check(), Not(testing::AnyOf(HasSubstr("BAD"), HasSubstr("note")))) << check();
    EXPECT_FALSE(check_domain(resolver_, "not a domain", configuration_, keys_).ok());
}

TEST_F(MailDomainCheck, SaysWhatToPublish)
{
    resolver_.table.clear();
    auto const all = check();
    EXPECT_THAT(all, HasSubstr("publish: lantern.example TXT \"v=spf1"));
    EXPECT_THAT(all, HasSubstr("publish: s1._domainkey.lantern.example TXT \"v=DKIM1; k=rsa; p=MII"));
    EXPECT_THAT(all, HasSubstr("publish: _dmarc.lantern.example TXT \"v=DMARC1; p=none\""));
    keys_.clear();
    EXPECT_THAT(check(), HasSubstr("broadsheet mail dkim-key lantern.example"));
}

TEST_F(MailDomainCheck, FindsWhatIsWrongWithSpf)
{
    EXPECT_THAT(with("TXT lantern.example", {"v=spf1 -all", "v=spf1 a -all"}),
        HasSubstr("BAD SPF: there are several"));
    EXPECT_THAT(with("TXT lantern.example", {"v=spf1 +all"}), HasSubstr("BAD SPF: it lets everybody"));
    EXPECT_THAT(with("TXT lantern.example", {"v=spf1 mx"}), HasSubstr("note SPF: it does not say"));
    std::string many = "v=spf1";
    for (int count = 0; count < 11; ++count)
        many += fmt::format(" include:i{}.example", count);
    EXPECT_THAT(with("TXT lantern.example", {many + " -all"}), HasSubstr("BAD SPF: it asks 11 times"));
    EXPECT_THAT(with("TXT lantern.example", {"v=spf1 redirect=_spf.relay.example"}), HasSubstr("ok SPF"));
}

TEST_F(MailDomainCheck, FindsWhatIsWrongWithDkim)
{
    auto const other = must(DkimKey::make("lantern.example", "s1", DkimAlgorithm::rsa));
    EXPECT_THAT(with("TXT s1._domainkey.lantern.example", {other.record()}),
        HasSubstr("BAD DKIM s1 (rsa): the record holds another key"));
    auto spaced = key_.record();
    spaced.insert(spaced.size() - 20, " ");
    EXPECT_THAT(with("TXT s1._domainkey.lantern.example", {spaced}), HasSubstr("ok DKIM"));
    keys_[0].is_active = false;
    EXPECT_THAT(check(), HasSubstr("does not sign yet -> let it sign"));
}

TEST_F(MailDomainCheck, LooksForDmarcAboveTheDomain)
{
    EXPECT_THAT(check("news.lantern.example"), HasSubstr("ok DMARC: p=reject"));
    EXPECT_THAT(with("TXT _dmarc.lantern.example", {"v=DMARC1; p=none"}), HasSubstr("note DMARC"));
    EXPECT_THAT(
        with("TXT _dmarc.lantern.example", {"v=DMARC1; rua=x"}), HasSubstr("BAD DMARC: it has no policy"));
}

TEST_F(MailDomainCheck, LooksWhetherARelaysNameLeadsBack)
{
    EXPECT_THAT(
        with("PTR 192.0.2.7", {"other.example"}), HasSubstr("note relay main: 192.0.2.7 has no name"));
    configuration_.return_path = must(parse_address("bounces@elsewhere.example"));
    EXPECT_THAT(check(), HasSubstr("BAD the return path is of another domain"));
    configuration_.relays.clear();
    EXPECT_THAT(check(), HasSubstr("BAD no relay is set"));
}

TEST_F(MailDomainCheck, WantsASenderWhereARelayIsSet)
{
    EXPECT_THAT(check(), Not(HasSubstr("no sender")));
    configuration_.sender.reset();
    EXPECT_THAT(check(), HasSubstr("BAD a mail relay is set, and no sender"));
    configuration_.relays.clear();
    EXPECT_THAT(check(), Not(HasSubstr("no sender")));
}

TEST_F(MailDomainCheck, GoesOnWhereDnsDoesNotAnswer)
{
    resolver_.is_away = true;
    EXPECT_THAT(check(), HasSubstr("note no answer"));
}

} // namespace

} // namespace broadsheet::mail
