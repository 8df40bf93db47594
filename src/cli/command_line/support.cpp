#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

void add_support(CommandBuilder& commands)
{
    auto& options = commands.options<SupportOptions>();
    auto* parent
        = commands.add_group("support", "Contributions: ways to pay, amounts, ledger, bank statements");
    auto* command = commands.add_command(parent, "provider", "Show and set up the ways to pay",
        [&options](Context const& context) { return support_provider(context, options); });
    command->add_option("NAME", options.provider, "One of them; without it, all are shown");
    command->add_option("--set", options.values,
        "A field and its value (iban=DE…); @FILE reads the value from a file, for secrets");
    auto* on = command->add_flag("--on", options.on, "Offer it to readers from now on");
    command->add_flag("--off", options.off, "No longer offer it; what was begun goes on")->excludes(on);
    command = commands.add_command(parent, "amounts", "Show or replace the table of amounts, as JSON",
        [&options](Context const& context) { return support_amounts(context, options); });
    command->add_option("FILE", options.file, "The new table; without it, the present one is shown");
    command = commands.add_command(parent, "words",
        "Show or set what supporters read: the notice of risk, and what they agree to",
        [&options](Context const& context) { return support_words(context, options); });
    command->add_option("NAME", options.words,
        "risk_notice.LANGUAGE, privacy.LANGUAGE or privacy_link; without it, all are shown");
    command->add_option("TEXT", options.text, "Its new text; an empty one takes it away");
    command = commands.add_command(parent, "import",
        "Take contributions from a bank's statement (camt.053 or CSV)",
        [&options](Context const& context) { return support_import(context, options); });
    command->add_option("FILE", options.file, "The statement")->required();
    command->add_flag("--take-doubtful", options.takes_doubtful,
        "Also bookings that may be known under another id, from a file of another format, and very large "
        "ones");
    command = commands.add_command(parent, "take-back",
        "Undo entries that somebody told wrongly, each by a counter-entry",
        [&options](Context const& context) { return support_take_back(context, options); });
    command->add_option("ENTRY", options.entries, "Their numbers, as `support ledger` shows them")
        ->required();
    commands.add_command(parent, "reconcile", "Ask the providers for what they may not have told",
        [](Context const& context) { return support_reconcile(context); });
    command = commands.add_command(parent, "ledger", "Print the ledger as CSV",
        [&options](Context const& context) { return support_ledger(context, options); });
    command->add_flag("--accountant", options.for_accountant, "Sums by day, provider and currency instead");
    command->add_option("--from", options.from, "The first day (2026-01-01)");
    command->add_option("--to", options.to, "The last day");
    command = commands.add_command(parent, "status", "Say what was earned, and whether the ledger is whole",
        [&options](Context const& context) { return support_status(context, options); });
    command->add_option(
        "--since", options.since, "An end of the ledger that was kept elsewhere: it must be in it still");
}

} // namespace broadsheet::cli
