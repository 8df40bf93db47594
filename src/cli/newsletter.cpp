// Newsletters, and lists of who gets them.
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_vault.h"
#include "cli/output_file.h"
#include "newsletter/lists/transfer.h"
#include "newsroom/newsletters.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using newsroom::Newsletter;
using newsroom::Newsletters;

Result<Newsletter> find(db::Connection& connection, std::string const& slug)
{
    auto found = TRY(Newsletters(connection).by_slug(slug));
    if (!found)
        return not_found(
            fmt::format("there is no newsletter \"{}\": see `broadsheet newsletter list`", slug));
    return *std::move(found);
}

Result<void> tell_log(Context const& context, db::Connection& connection, std::string_view act,
    Newsletter const& newsletter, std::int64_t count)
{
    return db::transaction(connection, db::Access::write, [&] {
        return staff::AuditLog(connection, context.clock)
            .add(nullptr, act, newsletter.id, fmt::format("{}: {}", newsletter.name, count));
    });
}

void print(newsletter::Imported const& imported)
{
    fmt::print("Added: {}\nThere already: {}\nHave unsubscribed here, and stay so: {}\nNot to be written to, "
               "and known as that now: {}\nHave never confirmed there, passed over: {}\n",
        imported.added, imported.there_already, imported.ended_here, imported.ended_there,
        imported.never_confirmed);
    if (imported.without_day > 0)
        fmt::print("Of those added, {} have no day of consent in the file: today is recorded.\n",
            imported.without_day);
    if (!imported.passed_over.empty())
        fmt::print(
            "Columns passed over: {}. If one of them says who is not to be written to, see to it before "
            "the next issue: name it `unsubscribed` and import the file once more.\n",
            fmt::join(imported.passed_over, ", "));
    // Lines, not what stands in them: what is printed is often kept.
    for (auto const& refused : imported.refused_lines)
        fmt::print(stderr, "broadsheet: line {}: {}\n", refused.line, text_of(refused.why));
    if (imported.refused > static_cast<std::int64_t>(imported.refused_lines.size()))
        fmt::print(stderr, "broadsheet: and more: {} lines in all\n", imported.refused);
}

json::object as_json(newsletter::Imported const& imported)
{
    json::array lines;
    for (auto const& refused : imported.refused_lines)
        lines.emplace_back(json::object{{"line", refused.line}, {"why", text_of(refused.why)}});
    return {{"format", name_of(imported.format)}, {"added", imported.added},
        {"there_already", imported.there_already}, {"ended_here", imported.ended_here},
        {"ended_there", imported.ended_there}, {"never_confirmed", imported.never_confirmed},
        {"without_day", imported.without_day}, {"refused", imported.refused}, {"refused_lines", lines},
        {"columns_passed_over", json::array(imported.passed_over.begin(), imported.passed_over.end())}};
}

} // namespace

Result<ExitCode> list_newsletters(Context const& context)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    newsletter::Subscriptions subscriptions(*connection, context.clock, context.random);
    json::array all;
    for (auto const& newsletter : TRY(Newsletters(*connection).all())) {
        auto const count = TRY(subscriptions.count(newsletter.id));
        all.push_back(json::object{{"slug", newsletter.slug}, {"name", newsletter.name},
            {"language", newsletter.language}, {"status", name_of(newsletter.status)},
            {"subscribers", count}});
        if (!context.options.json)
            fmt::print("{}\t{}\t{}\t{}\t{} subscribers\n", newsletter.slug, newsletter.language,
                name_of(newsletter.status), newsletter.name, count);
    }
    if (context.options.json)
        fmt::print("{}\n", json::serialize(all));
    return done;
}

Result<ExitCode> create_newsletter(Context const& context, NewsletterOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const settings = TRY(newsroom::load_settings(*connection));
    Newsletter newsletter;
    newsletter.slug = options.slug;
    newsletter.name = options.name;
    newsletter.language = options.language.empty() ? settings.first_language() : options.language;
    newsletter.sender_name = settings.title_in(newsletter.language);
    newsletter.schedule.time_zone = settings.time_zone;
    TRY(newsroom::change(*connection, context.clock, context.random,
        [&](newsroom::Change& change) { return Newsletters::save(change, newsletter); }));
    if (!context.options.json)
        fmt::print(
            "{} is a draft: what it promises, its sender and its days are set at /admin/newsletters/.\n",
            options.name);
    return done;
}

Result<ExitCode> import_subscribers(
    Context const& context, NewsletterOptions const& options, VaultOptions const& secrets)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const newsletter = TRY(find(*connection, options.slug));
    auto const keys = TRY(open_vault(*connection, secrets));
    newsletter::ImportChoices const choices{options.policy};
    auto const imported = TRY(newsletter::import_list(*connection, keys, context.clock, context.random,
        newsletter, choices, [&](PieceVisitor const& visit) { return read_in_pieces(options.file, visit); }));
    TRY(tell_log(context, *connection, "newsletter.imported", newsletter, imported.added));
    if (context.options.json)
        fmt::print("{}\n", json::serialize(as_json(imported)));
    else
        print(imported);
    return imported.refused == 0 ? done : done_in_part;
}

Result<ExitCode> export_subscribers(
    Context const& context, NewsletterOptions const& options, VaultOptions const& secrets)
{
    auto const format = TRY(newsletter::list_format_from(options.format));
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const newsletter = TRY(find(*connection, options.slug));
    auto const keys = TRY(open_vault(*connection, secrets));
    ::umask(0077);
    auto const output = TRY(OutputFile::open(options.file, options.force ? Overwrite::yes : Overwrite::no));
    std::int64_t count = 0;
    auto const produce = [&](PieceVisitor const& write) -> Result<void> {
        count = TRY(newsletter::export_list(*connection, keys, context.random, newsletter, format, write));
        return {};
    };
    TRY(output.write(produce));
    TRY(tell_log(context, *connection, "newsletter.exported", newsletter, count));
    if (!context.options.json)
        fmt::print(
            output.messages(), "{} addresses are in {}: whoever has it reads them.\n", count, output.name());
    return done;
}

} // namespace broadsheet::cli
