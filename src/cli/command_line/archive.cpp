#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

namespace {

void add_import_format(CommandBuilder& commands, CLI::App* parent, char const* name, char const* description,
    ImportFormat format)
{
    auto& options = commands.options<ImportCommandOptions>();
    auto* command
        = commands.add_command(parent, name, description, [&options, format](Context const& context) {
              options.format = format;
              return import(context, options);
          });
    bool is_folder = format == ImportFormat::markdown;
    command
        ->add_option(is_folder ? "DIR" : "FILE", options.source, is_folder ? "The folder" : "The export file")
        ->required();
    if (!is_folder)
        command->add_option(
            "--media", options.media, "The folder of pictures and files that the export refers to");
    if (format == ImportFormat::ghost)
        command->add_option("--redirects", options.redirects, "Ghost's redirects.json or redirects.yaml");
    if (format == ImportFormat::wordpress)
        command
            ->add_option(
                "--also", options.also, "A type of records to take as articles, besides posts and pages")
            ->type_name("TYPE");
    command->add_option("--language", options.language, "The language of records that do not name theirs");
    command->add_option("--settings", options.settings, "Whether title, navigation and time zone come along")
        ->check(CLI::IsMember({"when-empty", "always", "never"}))
        ->capture_default_str();
}

} // namespace

void add_import(CommandBuilder& commands)
{
    auto* parent = commands.add_group("import", "Bring in an archive; run again, it takes what has changed");
    add_import_format(commands, parent, "ghost", "From Ghost's JSON export", ImportFormat::ghost);
    add_import_format(
        commands, parent, "wordpress", "From WordPress' WXR (XML) export", ImportFormat::wordpress);
    add_import_format(commands, parent, "markdown", "From a folder of Markdown files with front matter",
        ImportFormat::markdown);
}

void add_export(CommandBuilder& commands)
{
    auto& options = commands.options<ExportOptions>();
    auto* parent = commands.add_group("export", "Write the archive in another system's format");
    auto* command = commands.add_command(parent, "ghost", "As Ghost's JSON export",
        [&options](Context const& context) { return export_ghost(context, options); });
    command->add_option("FILE", options.file, "The file to write; -: standard output")->required();
    add_force(command, options.force);
}

void add_takeaway(CommandBuilder& commands)
{
    auto& options = commands.options<TakeawayOptions>();
    auto* parent = commands.add_group("takeaway", "The archive, or a part of it, to read without a network");
    auto add_part = [&options](CLI::App* command) {
        command->add_option(
            "--language", options.language, "Its language; without it, the newspaper's first");
        command->add_option("--section", options.section, "Only this section, by its name in addresses");
        command->add_option("--year", options.year, "Only this year")->check(CLI::Range(1, 9999));
    };
    auto* command = commands.add_command(parent, "zim",
        "A ZIM file with search, for Kiwix: all, one year or one section",
        [&options](Context const& context) { return make_zim(context, options); });
    command->add_option("--to", options.to, "The file to write, .zim; -: standard output")->required();
    add_force(command, options.force);
    command->add_option("--title", options.title, "Its title, 30 characters at most");
    command->add_option("--description", options.description, "What it is, in 80 characters at most");
    add_part(command);
    command = commands.add_command(parent, "epub", "A book for electronic readers: a week, a section, a year",
        [&options](Context const& context) { return make_epub(context, options); });
    command->add_option("--to", options.to, "The file to write, .epub; -: standard output")->required();
    add_force(command, options.force);
    command->add_option("--title", options.title, "Its title");
    command->add_option(
        "--week", options.week, "Only the week, from Monday, that this day is in (2024-05-17)");
    add_part(command);
    command = commands.add_command(parent, "text",
        "Bare pages without pictures, a few kilobytes each: as a ZIP file, or as a folder",
        [&options](Context const& context) { return make_text_edition(context, options); });
    command
        ->add_option(
            "--to", options.to, "The file to write, .zip; or a folder, new or an earlier text edition")
        ->required();
    add_force(command, options.force);
    add_part(command);
    command = commands.add_command(parent, "bundle", "A mirror as one file, with its proofs, for a USB stick",
        [&options](Context const& context) { return make_bundle(context, options); });
    command->add_option("--from", options.from, "The mirror's folder, which is verified first")->required();
    command->add_option("--to", options.to, "The file to write, .tar; -: standard output")->required();
    add_force(command, options.force);
    command->add_option("--ignore", options.host_files,
        "A file, or a folder with a slash behind it, that the host wants there: left out");
}

} // namespace broadsheet::cli
