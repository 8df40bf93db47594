#include "mail/judges.h"

#include "support/temporary_folder.h"

#include "base/file.h"
#include "places.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

std::string run(std::string const& command)
{
    auto* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        output += static_cast<char>(c);
    return ::pclose(pipe) == 0 ? output : "failed: " + output;
}

} // namespace

Parsed parsed_by_others(std::string const& message)
{
    test::TemporaryFolder const folder;
    auto const file = folder.path() / "message";
    (void)write_file_atomically(file, message, Durability::cached);
    auto const output = run(fmt::format(
        "/usr/bin/python3 '{}/tests/mail/judge.py' < '{}'", BROADSHEET_SOURCE_DIR, file.string()));
    boost::system::error_code failed;
    auto const value = boost::json::parse(output, failed);
    if (failed || !value.is_object())
        return {output, "", {}, {}};
    return {"", boost::json::value_to<std::string>(value.at("type")),
        boost::json::value_to<std::map<std::string, std::string>>(value.at("headers")),
        boost::json::value_to<std::map<std::string, std::string>>(value.at("parts"))};
}

std::string dkim_verified_by_others(
    std::string const& message, std::map<std::string, std::string> const& records)
{
    test::TemporaryFolder const folder;
    boost::json::object names;
    for (auto const& [name, record] : records)
        names[name] = record;
    (void)write_file_atomically(folder.path() / "message", message, Durability::cached);
    (void)write_file_atomically(folder.path() / "records", boost::json::serialize(names), Durability::cached);
    return run(fmt::format("cd '{0}/tests' && node mail/judge_dkim.mjs '{1}/message' '{1}/records'",
        BROADSHEET_SOURCE_DIR, folder.path().string()));
}

} // namespace broadsheet::mail
