#pragma once

#include "db/connection.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::db {

// Where the newspaper's state lives: a SQLite file, or a PostgreSQL database. Thread-safe.
class Database {
public:
    // Opens `postgres://…` or `postgresql://…` as PostgreSQL, anything else as the path of a SQLite file,
    // made if it is missing. Connects once, so that a wrong address is found here.
    static Result<std::unique_ptr<Database>> open(std::string_view url);
    ~Database();

    Dialect dialect() const { return dialect_; }

    // A connection on loan; it goes back to the pool, rolled back if a transaction is still open.
    class Lease {
    public:
        Lease(Database&, std::unique_ptr<Connection>);
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

    private:
        Database* database_;
        std::unique_ptr<Connection> connection_;
    };
    Result<Lease> connect();

private:
    Database(std::string url, Dialect);
    void give_back(std::unique_ptr<Connection>);

    std::string url_;
    Dialect dialect_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

} // namespace broadsheet::db
