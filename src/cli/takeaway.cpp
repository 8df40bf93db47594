#include "base/file.h"
#include "cli/archive.h"
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_site.h"
#include "cli/output_file.h"
#include "cli/working_folder.h"
#include "mirror/build.h"
#include "mirror/folder.h"
#include "mirror/host_files.h"
#include "mirror/signing.h"
#include "mirror/takeaway_proofs.h"
#include "mirror/verify/verify.h"
#include "takeaway/epub.h"
#include "takeaway/text_edition.h"
#include "takeaway/zim.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

takeaway::Selection selection_of(TakeawayOptions const& options)
{
    takeaway::Selection selection;
    selection.language = options.language;
    selection.section = options.section;
    if (options.year != 0)
        selection.year = options.year;
    selection.week = options.week;
    return selection;
}

// Refuses what is not this newspaper's mirror, or, where there is no newspaper here, not anybody's: whoever
// opens the bundle would find out.
Result<void> check_mirror(Context const& context, TakeawayOptions const& options)
{
    auto const& folder = options.from;
    TRY(mirror::Folder::check_is_mirror(folder));
    TRY(mirror::check_is_whole(folder));
    mirror::VerifyOptions verify;
    verify.host_files = options.host_files;
    auto const log = mirror::log_folder(context.options.data);
    if (auto const own = TRY(mirror::LogFolder::open(log)); own.head())
        verify.key = mirror::fingerprint_of(TRY(own.roots()).front().text);
    auto const source = TRY(mirror::open_folder(folder));
    auto const verdict = mirror::verify(*source, verify);
    if (verdict.state == mirror::Verdict::State::good)
        return {};
    auto const& [name, reason] = verdict.findings.front();
    return forbidden(fmt::format("{} is not what the newspaper published, and makes no bundle: {}: {}",
        folder.string(), name, reason));
}

// Writes the files of a mirror in the order of their names, without times and owners: the same mirror gives
// the same bytes.
Result<std::uintmax_t> write_bundle(
    std::filesystem::path const& folder, OutputFile const& output, std::span<std::string const> left_out)
{
    std::vector<std::string> names;
    TRY(for_each_file(folder, [&](std::filesystem::path const& path) -> Result<void> {
        auto name = path.lexically_relative(folder).generic_string();
        if (!name.starts_with(".broadsheet-") && !is_unfinished(path)
            && !mirror::is_host_file(name, left_out))
            names.push_back(std::move(name));
        return {};
    }));
    std::ranges::sort(names);
    std::error_code failed;
    auto const working
        = TRY(WorkingFolder::create_in(std::filesystem::temp_directory_path(failed), "takeaway"));
    auto const target = output.place(working);
    auto unfinished = target;
    unfinished += ".part";
    std::filesystem::remove(unfinished, failed); // of a run that was cut off
    auto archive = TRY(ArchiveWriter::create(unfinished, Compression::none, MayRead::everybody));
    for (auto const& name : names)
        TRY(archive.add_file(name, folder / name));
    TRY(archive.finish(target));
    TRY(output.deliver(working));
    return std::filesystem::file_size(target, failed);
}

Result<OutputFile> output_of(TakeawayOptions const& options)
{
    return OutputFile::open(options.to, options.force ? Overwrite::yes : Overwrite::no);
}

// The proof of the file that was there before is not left beside the new one.
Result<void> deliver(OutputFile const& output, WorkingFolder const& working)
{
    TRY(output.deliver(working));
    return output.is_stream() ? Result<void>() : mirror::drop_stale_proof(output.file());
}

ExitCode tell(
    Context const& context, std::string const& name, takeaway::Made const& made, std::FILE* to = stdout)
{
    if (context.options.json)
        fmt::print(to, "{}\n",
            boost::json::serialize(
                boost::json::object{{"file", name}, {"articles", made.articles}, {"bytes", made.bytes}}));
    else
        fmt::print(to, "{}: {} articles, {:.1f} MB.\n", name, made.articles,
            static_cast<double>(made.bytes) / 1'000'000);
    return done;
}

} // namespace

Result<ExitCode> make_zim(Context const& context, TakeawayOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto site = TRY(open_site(context, newspaper));
    auto const output = TRY(output_of(options));
    auto const at_work = TRY(WorkingFolder::create_in(context.options.data, "takeaway"));
    takeaway::ZimOptions zim;
    zim.selection = selection_of(options);
    zim.title = options.title;
    zim.description = options.description;
    zim.to = output.place(at_work);
    zim.unfinished = TRY(at_work.unfinished_name_of(zim.to));
    zim.pages = at_work.path() / "pages";
    auto const made = TRY(takeaway::make_zim(*site, newspaper.media, zim));
    TRY(deliver(output, at_work));
    return tell(context, output.name(), made, output.messages());
}

Result<ExitCode> make_epub(Context const& context, TakeawayOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto site = TRY(open_site(context, newspaper));
    auto const output = TRY(output_of(options));
    auto const at_work = TRY(WorkingFolder::create_in(context.options.data, "takeaway"));
    takeaway::EpubOptions epub;
    epub.selection = selection_of(options);
    epub.title = options.title;
    epub.to = output.place(at_work);
    epub.unfinished = TRY(at_work.unfinished_name_of(epub.to));
    auto const made = TRY(takeaway::make_epub(*site, newspaper.media, epub));
    TRY(deliver(output, at_work));
    return tell(context, output.name(), made, output.messages());
}

Result<ExitCode> make_text_edition(Context const& context, TakeawayOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto site = TRY(open_site(context, newspaper));
    if (options.to.extension() != ".zip")
        return tell(context, options.to.string(),
            TRY(takeaway::make_text_folder(*site, {selection_of(options), options.to})));
    auto const output = TRY(output_of(options));
    auto const at_work = TRY(WorkingFolder::create_in(context.options.data, "takeaway"));
    takeaway::TextFileOptions text;
    text.selection = selection_of(options);
    text.to = output.place(at_work);
    text.unfinished = TRY(at_work.unfinished_name_of(text.to));
    auto const made = TRY(takeaway::make_text_file(*site, text));
    TRY(deliver(output, at_work));
    return tell(context, output.name(), made, output.messages());
}

Result<ExitCode> make_bundle(Context const& context, TakeawayOptions const& options)
{
    auto const output = TRY(output_of(options));
    TRY(check_mirror(context, options));
    auto const bytes = TRY(write_bundle(options.from, output, options.host_files));
    if (context.options.json)
        fmt::print(output.messages(), "{}\n",
            boost::json::serialize(boost::json::object{{"file", output.name()}, {"bytes", bytes}}));
    else
        fmt::print(
            output.messages(), "{}: {:.1f} MB.\n", output.name(), static_cast<double>(bytes) / 1'000'000);
    return done;
}

} // namespace broadsheet::cli
