// One reader who has written: what is known of the address, and to unsubscribe, block or erase it.
#include "newsletter/lists/one_reader.h"
#include "base/day.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_vault.h"
#include "cli/secret_input.h"
#include "newsroom/newsletters.h"
#include "staff/audit_log.h"
#include "text/dates.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using newsletter::OneReader;
using newsletter::Subscription;

std::string_view name_of(ReaderAct act)
{
    constexpr std::string_view names[]{"look", "unsubscribe", "block", "erase"};
    return names[static_cast<std::size_t>(act)];
}

Result<void> do_as_asked(OneReader const& reader, std::string_view address, ReaderAct act)
{
    if (act == ReaderAct::unsubscribe)
        TRY(reader.unsubscribe(address));
    else if (act == ReaderAct::block)
        TRY(reader.block(address));
    else if (act == ReaderAct::erase)
        TRY(reader.erase(address));
    return {};
}

Result<json::array> as_json(db::Connection& connection, std::vector<Subscription> const& all)
{
    json::array list;
    for (auto const& one : all)
        list.push_back(
            json::object{{"newsletter", TRY(newsroom::Newsletters(connection).by_id(one.newsletter)).slug},
                {"status", one.status}, {"language", one.language},
                {"confirmed", one.is_active() ? text::format_iso_date(start_of(one.confirmed_day)) : ""},
                {"policy", one.policy}, {"place", one.place}});
    return list;
}

void print(json::array const& list)
{
    if (list.empty())
        fmt::print("Nothing is known of this address.\n");
    for (auto const& one : list)
        fmt::print("{}\t{}\t{}\t{}\t{}\n", one.at("newsletter").as_string().c_str(),
            one.at("status").as_string().c_str(), one.at("confirmed").as_string().c_str(),
            one.at("policy").as_string().c_str(), one.at("place").as_string().c_str());
}

} // namespace

// What is printed is the state afterwards. The address is not an argument, which the shell's history keeps.
Result<ExitCode> one_reader(
    Context const& context, NewsletterOptions const& options, VaultOptions const& secrets)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const typed = TRY(read_secret("Address", options.address_file, "--address-file"));
    auto const keys = TRY(open_vault(*connection, secrets));
    OneReader const reader{*connection, keys, context.clock, context.random};
    TRY(do_as_asked(reader, typed.view(), options.act));
    auto const known = TRY(reader.look_up(typed.view()));
    TRY(db::transaction(*connection, db::Access::write, [&] {
        return staff::AuditLog(*connection, context.clock)
            .add(nullptr, fmt::format("reader.{}", name_of(options.act)), "", "");
    }));
    auto const list = TRY(as_json(*connection, known));
    if (context.options.json)
        fmt::print("{}\n", json::serialize(list));
    else
        print(list);
    return done;
}

} // namespace broadsheet::cli
