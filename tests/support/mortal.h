#pragma once

#include "db/connection.h"
#include "http/client.h"
#include "mail/post.h"

#include <optional>
#include <utility>

namespace broadsheet::test {

// Thrown where a test kills the program. Nothing of ours catches it: what was done before it stands, what was
// open is rolled back by the database, and nothing comes after.
struct Killed { };

// Decides when the program dies: between which two of its steps towards the database, the network, the post.
class Fate {
public:
    void kill_after(std::size_t steps)
    {
        left_ = steps;
        has_killed_ = false;
    }
    void spare() { left_.reset(); }
    bool has_killed() const { return has_killed_; }

    void step()
    {
        if (!left_ || (*left_)-- > 0)
            return;
        left_.reset();
        has_killed_ = true;
        throw Killed();
    }

private:
    std::optional<std::size_t> left_; // nothing: it lives
    bool has_killed_ = false;
};

// A connection of a program that may die before each statement and after each commit.
class MortalConnection final : public db::Connection {
public:
    MortalConnection(db::Connection& connection, Fate& fate)
        : connection_(connection)
        , fate_(fate)
    {
    }

    db::Dialect dialect() const override { return connection_.dialect(); }
    Result<db::Cursor> query(std::string_view sql, db::Parameters parameters) override
    {
        fate_.step();
        return connection_.query(sql, parameters);
    }
    Result<std::int64_t> execute(std::string_view sql, db::Parameters parameters) override
    {
        fate_.step();
        return connection_.execute(sql, parameters);
    }
    Result<void> execute_script(std::string_view sql) override
    {
        fate_.step();
        return connection_.execute_script(sql);
    }
    Result<void> begin(db::Access access) override
    {
        fate_.step();
        return connection_.begin(access);
    }
    Result<void> commit() override
    {
        fate_.step();
        auto committed = connection_.commit();
        fate_.step();
        return committed;
    }
    void roll_back() override { connection_.roll_back(); }
    bool in_transaction() const override { return connection_.in_transaction(); }
    bool is_broken() const override { return connection_.is_broken(); }
    using db::Connection::execute;
    using db::Connection::query;

    // Runs `body` as a process of its own. Returns whether it lived.
    template <typename Body>
    bool outlives(Body&& body)
    {
        try {
            body();
            return true;
        } catch (Killed const&) {
            if (connection_.in_transaction())
                connection_.roll_back();
            return false;
        }
    }

private:
    db::Connection& connection_;
    Fate& fate_;
};

// The program may die before a request goes out, and before its answer is heard.
class MortalClient final : public http::Client {
public:
    MortalClient(http::Client& client, Fate& fate)
        : client_(client)
        , fate_(fate)
    {
    }
    Result<http::ClientResponse> send(http::ClientRequest const& request) override
    {
        fate_.step();
        auto answer = client_.send(request);
        fate_.step();
        return answer;
    }

private:
    http::Client& client_;
    Fate& fate_;
};

// The same of a letter.
class MortalPost final : public mail::Post {
public:
    MortalPost(mail::Post& post, Fate& fate)
        : post_(post)
        , fate_(fate)
    {
    }
    Result<void> send(mail::Letter const& letter) override
    {
        fate_.step();
        auto sent = post_.send(letter);
        fate_.step();
        return sent;
    }
    Result<void> hand_over(mail::Letter letter) override { return post_.hand_over(std::move(letter)); }

private:
    mail::Post& post_;
    Fate& fate_;
};

} // namespace broadsheet::test
