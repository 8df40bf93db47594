#pragma once

#include "newsletter/consents.h"
#include "newsletter/subscriptions.h"
#include "newsroom/newsletters.h"
#include "support/database.h"
#include "vault/ceremony.h"

#include <gmock/gmock.h>

namespace broadsheet::newsletter {

// A newspaper with a vault and two newsletters, on both databases.
class NewsletterTest : public test::DatabaseTest {
protected:
    NewsletterTest()
        : keys_(make_vault())
        , weekly_(make_newsletter("weekly"))
        , daily_(make_newsletter("daily"))
    {
    }

    template <typename Body>
    auto write(Body&& body)
    {
        return db::transaction(connection_, db::Access::write, std::forward<Body>(body));
    }
    template <typename Body>
    auto change(Body&& body)
    {
        return newsroom::change(connection_, clock_, random_, std::forward<Body>(body));
    }
    Subscriptions subscriptions() { return {connection_, clock_, random_}; }

    newsroom::Newsletter make_newsletter(std::string const& slug)
    {
        newsroom::Newsletter newsletter;
        newsletter.slug = slug;
        newsletter.language = "en";
        newsletter.status = newsroom::Newsletter::Status::open;
        newsletter.name = "The " + slug;
        newsletter.pitch = "A hand-picked selection";
        newsletter.frequency = "every Friday";
        newsletter.policy = "2026-11";
        newsletter.policy_path = "/privacy/";
        newsletter.sender_name = "The Ferry";
        newsletter.sender_address = "letters@paper.example";
        newsletter.schedule = {5, 9 * 60, "Europe/Amsterdam", newsroom::IssueSchedule::WhenMissing::hold};
        newsletter.id = test::must(newsroom::change(connection_, clock_, random_,
            [&](newsroom::Change& change) { return newsroom::Newsletters::save(change, newsletter); }));
        return test::must(newsroom::Newsletters(connection_).by_id(newsletter.id));
    }
    // What a reader's click on a form makes, and what a click on the link in the mail gets.
    std::string sign_up(std::string const& address, std::vector<newsroom::Newsletter> const& to)
    {
        SignUp sign_up{{}, "box", "", day_of(clock_.now()) + SignUpLimits::days, {}};
        test::must(write([&]() -> Result<void> {
            for (auto const& newsletter : to) {
                auto const consent = consent_to(newsletter);
                TRY(keep(connection_, clock_, consent));
                sign_up.consents.push_back(consent.id);
            }
            return {};
        }));
        sign_up.address = test::must(vault::Records(connection_, random_).seal_address(address));
        return to_token(sign_up, key());
    }
    Result<std::string> confirm(std::string const& link)
    {
        auto const sign_up = TRY(read_token(link, key(), clock_.now()));
        return write([&] { return subscriptions().confirm(sign_up, link); });
    }
    std::string subscribe(std::string const& address, std::vector<newsroom::Newsletter> const& to)
    {
        return test::must(confirm(sign_up(address, to)));
    }
    void take_in() { test::must(take_in_all(connection_, keys_, clock_, random_)); }
    void end(std::string const& token)
    {
        test::must(write([&]() -> Result<void> {
            auto all = subscriptions();
            return all.end(TRY(all.find(token)));
        }));
    }
    std::string key() { return test::must(confirmation_key(connection_, random_)); }
    std::int64_t count(newsroom::Newsletter const& newsletter)
    {
        return test::must(subscriptions().count(newsletter.id));
    }
    std::int64_t rows(std::string const& table)
    {
        auto found = test::must(connection_.query("SELECT count(*) FROM " + table));
        test::must(found.next());
        return found.integer(0);
    }
    std::string address_of(Subscription const& subscription)
    {
        auto const opened = vault::Records(connection_, random_).open(keys_, subscription.record);
        return opened.ok() ? opened->address : "none";
    }
    template <typename T>
    static std::string message_of(Result<T> const& result)
    {
        return result.ok() ? "done" : result.error().message;
    }

    vault::Keys keys_;
    newsroom::Newsletter weekly_;
    newsroom::Newsletter daily_;

private:
    vault::Keys make_vault()
    {
        auto const ceremony = test::must(vault::Ceremony::first(
            test::must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), random_, {1, 8192}));
        test::must(write([&] { return ceremony.save(connection_, clock_); }));
        return ceremony.keys();
    }
};

} // namespace broadsheet::newsletter
