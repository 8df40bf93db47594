#pragma once

#include "newsroom/settings.h"
#include "staff/accounts.h"
#include "support/database.h"
#include "workflow/acts.h"

namespace broadsheet::workflow {

// A newsroom with people in it, on both databases.
class WorkflowTest : public test::DatabaseTest {
protected:
    template <typename Body>
    auto try_change(Body&& body)
    {
        return newsroom::change(connection_, clock_, random_, std::forward<Body>(body));
    }
    template <typename Body>
    auto change(Body&& body)
    {
        return test::must(try_change(std::forward<Body>(body)));
    }

    WorkflowTest()
    {
        change([](newsroom::Change& change) {
            newsroom::Settings settings;
            settings.languages = {"en", "ru"};
            settings.title = {{"en", "The Coast"}, {"ru", "Берег"}};
            settings.time_zone = "Europe/Berlin";
            return newsroom::save_settings(change, settings);
        });
    }

    // Somebody of that name, signed in.
    staff::Session someone(std::string const& name, staff::Role role)
    {
        staff::Accounts accounts(connection_, clock_, random_);
        staff::Session session;
        session.id = "session-of-" + name;
        session.account = change([&](newsroom::Change&) { return accounts.add(name, name, role); });
        return session;
    }

    // Runs body(Acts&) as this person.
    template <typename Body>
    auto as(staff::Session const& who, Body&& body)
    {
        return try_change([&](newsroom::Change& change) {
            Acts acts(change, who);
            return body(acts);
        });
    }
    Piece open(staff::Session const& who, std::string_view id)
    {
        return test::must(open_piece(connection_, who.account, id));
    }
    std::string begin(staff::Session const& who, std::string_view title = "The ferry will not sail")
    {
        return test::must(as(who, [&](Acts& acts) {
            return acts.begin(newsroom::ArticleKind::article, "en", title);
        })).id;
    }
    WorkingCopies copies() { return {connection_, clock_}; }
    WorkingCopies::Copy copy(staff::Session const& who, std::string_view id)
    {
        return test::must(copies().find(open(who, id).article));
    }
    // Does to the article what `body(Acts&, Piece&)` does, and returns "done" or the error's message.
    template <typename Body>
    std::string tried(staff::Session const& who, std::string_view id, Body&& body)
    {
        auto const result = as(who, [&](Acts& acts) {
            auto piece = test::must(open_piece(connection_, who.account, id));
            return body(acts, piece);
        });
        return result.ok() ? "done" : result.error().message;
    }
    std::vector<std::string> acts_in_log()
    {
        std::vector<std::string> acts;
        auto rows = test::must(connection_.query("SELECT act FROM audit_log ORDER BY number"));
        while (test::must(rows.next()))
            acts.push_back(rows.string(0));
        return acts;
    }
};

} // namespace broadsheet::workflow
