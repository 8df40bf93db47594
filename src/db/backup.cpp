#include "db/backup.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace broadsheet::db {

namespace {

Result<void> synchronise(std::filesystem::path const& path)
{
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool const failed = descriptor < 0 || ::fsync(descriptor) != 0;
    int const reason = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (failed)
        return system_error(fmt::format("cannot write {} to disk", path.string()), reason);
    return {};
}

// SQLite fills an empty file in place, with its permissions.
Result<void> create_private_file(std::filesystem::path const& path)
{
    int const descriptor = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return system_error(fmt::format("cannot make {}", path.string()), errno);
    ::close(descriptor);
    return {};
}

// VACUUM INTO reads in one transaction, where sqlite3_backup would start anew with each commit of another
// process.
Result<void> copy_into(
    Connection& connection, std::filesystem::path const& part, std::filesystem::path const& to)
{
    TRY(create_private_file(part));
    TRY(connection.execute("VACUUM INTO $1", {part.native()}));
    TRY(synchronise(part));
    if (::link(part.c_str(), to.c_str()) != 0)
        return system_error(fmt::format("cannot make {}", to.string()), errno);
    auto const folder = to.parent_path();
    return synchronise(folder.empty() ? "." : folder);
}

} // namespace

Result<void> copy_database(Connection& connection, std::filesystem::path const& to)
{
    if (connection.dialect() != Dialect::sqlite)
        return invalid("Only a SQLite database is copied as a file; dump a PostgreSQL one.");
    auto part = to;
    part += ".part";
    auto copied = copy_into(connection, part, to);
    ::unlink(part.c_str());
    return copied;
}

} // namespace broadsheet::db
