#include "mirror/build.h"

#include "base/bounded_queue.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "http/content_coding.h"
#include "media/references.h"
#include "media/store.h"
#include "mirror/built_files.h"
#include "mirror/dropped_media.h"
#include "mirror/folder.h"
#include "mirror/home_links.h"
#include "mirror/log/log_check.h"
#include "mirror/log_update.h"
#include "mirror/media_type.h"
#include "mirror/policy.h"
#include "mirror/publication.h"
#include "mirror/signing.h"
#include "mirror/staged_files.h"
#include "mirror/takeaway_proofs.h"
#include "mirror/waiting_head.h"
#include "newsroom/media_uses.h"
#include "site/site.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <fmt/format.h>
#include <malloc.h>
#include <mutex>
#include <set>
#include <thread>

namespace broadsheet {
std::span<EmbeddedFile const> embedded_mirror(); // src/mirror/assets/, by cmake/Embed.cmake
}

namespace broadsheet::mirror {

namespace {

struct Listed {
    std::string path;
    std::uint64_t fingerprint = 0;
};
using Batch = std::vector<Listed>;
constexpr std::size_t batch_size
    = 64; // paths handed to a thread at once: neighbours share what was read for them
constexpr std::size_t most_batches = 64; // waiting; the enumeration is held back by it
using Queue = BoundedQueue<Batch>; // from the thread that lists the paths to those that render
constexpr std::size_t most_failures = 1'000;
constexpr std::string_view error_page_path = "/404.html";

// Returns what BuiltFiles calls a page: an asset's address carries its version, its file's name does not.
std::string key_of(std::string_view path)
{
    return std::string(path.substr(0, path.find('?')));
}

class Build {
public:
    Build(Folder& folder, BuiltFiles& built, Publication& publication, media::MediaStore const& media,
        newsroom::Settings const& settings, BuildOptions const& options)
        : folder_(folder)
        , built_(built)
        , publication_(publication)
        , media_(media)
        , home_links_(settings)
        , options_(options)
    {
    }

    // `readers` are all of one edition; the first lists the pages, the others render them, each on a thread
    // of its own.
    Result<BuildReport> run(
        std::vector<site::EditionReader> const& readers, site::Fingerprints const& prints);
    // Takes what belonged to the folder's last edition and not to this one out of the publication, and
    // returns the names of its files. After run().
    struct Gone {
        std::vector<std::string> keys;
        std::vector<std::string> names;
    };
    Result<Gone> remove_left_over(site::EditionReader const&);

private:
    // Calls its argument with each path, and its fingerprint.
    using Pages = std::function<Result<void>(site::PageVisitor const&)>;
    Result<void> render_all(std::vector<site::EditionReader> const&, Pages const&);
    Result<void> list(Pages const&, Queue&);
    void render_batches(site::EditionReader const&, Queue&);
    void render(site::EditionReader const&, Listed const&);
    Result<void> put(std::string const& name, std::string_view content, std::string_view type);
    Result<void> put_page(std::string const& path, site::Page const&);
    Result<void> put_file(std::string const& name, std::string_view content, std::string_view type);
    Result<void> put_further();
    Result<void> put_takeaways();
    Result<void> put_takeaway(std::filesystem::path const&);
    Result<void> put_large(std::string const& name, std::filesystem::path const&);
    void count(Written);
    void fail(std::string const& path, Error const&);
    bool put_media(std::string_view page);

    Folder& folder_;
    BuiltFiles& built_;
    DroppedMedia dropped_;
    Publication& publication_;
    media::MediaStore const& media_;
    HomeLinks const home_links_;
    BuildOptions const& options_;
    std::atomic<std::uint64_t> listed_ = 0;
    std::mutex mutex_; // guards report_
    BuildReport report_;
};

void Build::count(Written written)
{
    switch (written) {
    case Written::created:
        ++report_.created;
        break;
    case Written::changed:
        ++report_.changed;
        break;
    case Written::unchanged:
        ++report_.unchanged;
        break;
    case Written::before:
        break;
    }
}

void Build::fail(std::string const& path, Error const& error)
{
    std::lock_guard lock(mutex_);
    if (report_.failures.size() < most_failures)
        report_.failures.push_back(fmt::format("{}: {}", path, error.message));
}

void Build::render(site::EditionReader const& reader, Listed const& listed)
{
    auto const& path = listed.path;
    auto page = reader.page(path);
    if (!page)
        return fail(path, page.error());
    // An error page under an article's name would be published as the article.
    if (page->status != 200 && path != error_page_path)
        return fail(path, {ErrorCode::internal, fmt::format("it gives status {}", page->status)});
    if (auto put = put_page(path, *page); !put)
        return fail(path, put.error());
    bool const has_all_media = put_media(*page->body);
    bool const is_known = has_all_media && !page->reads_beyond && !page->is_fleeting;
    if (auto noted = built_.note(key_of(path), is_known ? listed.fingerprint : 0); !noted)
        return fail(path, noted.error());
    std::lock_guard lock(mutex_);
    ++report_.rendered;
}

Result<void> Build::put(std::string const& name, std::string_view content, std::string_view type)
{
    auto const written = TRY(folder_.put(name, content));
    if (written == Written::before)
        return {};
    TRY(publication_.put(name, content, type));
    {
        std::lock_guard lock(mutex_);
        count(written);
    }
    if (!*options_.precompress || !http::is_compressible(type))
        return {};
    for (auto const& [coding, ending] :
        {std::pair(http::ContentCoding::brotli, ".br"), std::pair(http::ContentCoding::gzip, ".gz")}) {
        auto const compressed = http::compress(coding, content);
        TRY(folder_.put(name + ending, compressed));
        TRY(publication_.put(name + ending, compressed, media_type_of(ending)));
    }
    return {};
}

Result<void> Build::put_page(std::string const& path, site::Page const& page)
{
    auto const name = TRY(file_name_of(key_of(path)));
    if (built_.state())
        dropped_.drop(folder_.root() / name);
    auto const type = without_parameters(page.content_type);
    if (type != "text/html")
        return put(name, *page.body, type);
    auto const body = home_links_.in(*page.body, path);
    if (page.content_security_policy.empty())
        return put(name, body, type);
    return put(name, with_policy(body, page.content_security_policy), type);
}

Result<void> Build::put_file(std::string const& name, std::string_view content, std::string_view type)
{
    TRY(put(name, content, type));
    return built_.note(name, 0);
}

// One that is as old and as large as before is not read.
Result<void> Build::put_takeaway(std::filesystem::path const& path)
{
    auto const name = "takeaway/" + path.lexically_relative(options_.takeaway).generic_string();
    std::error_code failed;
    auto const written_at = std::filesystem::last_write_time(path, failed).time_since_epoch().count();
    auto const size = std::filesystem::file_size(path, failed);
    if (failed == std::errc::no_such_file_or_directory)
        return {}; // deleted since the folder was listed
    auto const print = Fingerprint().add(size).add(static_cast<std::uint64_t>(written_at)).value();
    if (built_.is_current(name, print))
        return {};
    bool const has_other_forms = *options_.precompress && http::is_compressible(media_type_of(name));
    if (size > options_.most_in_memory && !has_other_forms)
        TRY(put_large(name, path));
    else {
        auto const content = TRY(read_file(path));
        TRY(put(name, content, media_type_of(name)));
    }
    return built_.note(name, failed ? 0 : print);
}

// May be gigabytes, and may be replaced while it is copied: what is published is the copy.
Result<void> Build::put_large(std::string const& name, std::filesystem::path const& path)
{
    auto const [written, content] = TRY(folder_.put_copy(name, path));
    if (written == Written::before)
        return {};
    TRY(publication_.put_file(name, content, media_type_of(name), Publication::Content::may_change));
    std::lock_guard lock(mutex_);
    count(written);
    return {};
}

Result<void> Build::put_further()
{
    for (auto const& file : embedded_mirror()) {
        auto const name = fmt::format("log/{}", file.path);
        TRY(put_file(name, file.content, media_type_of(name)));
    }
    for (auto const& file : options_.further)
        TRY(put_file(file.name, file.content, file.type));
    if (options_.takeaway.empty())
        return {};
    return put_takeaways();
}

// Editions that are being made have such names, and so has what is left of one that was killed.
bool is_hidden(std::filesystem::path const& path)
{
    return std::ranges::any_of(path, [](auto const& part) { return part.native().starts_with('.'); });
}

// A proof is of what was signed before: it must not go with an edition that is entered anew, which may have
// been replaced a moment ago.
Result<void> Build::put_takeaways()
{
    std::vector<std::filesystem::path> proofs;
    std::set<std::filesystem::path> entered;
    TRY(for_each_file(options_.takeaway, [&](std::filesystem::path const& path) -> Result<void> {
        if (is_unfinished(path) || is_hidden(path.lexically_relative(options_.takeaway)))
            return {};
        if (is_proof(path)) {
            proofs.push_back(path);
            return {};
        }
        auto const before = publication_.changes();
        auto put = put_takeaway(path);
        if (publication_.changes() != before)
            entered.insert(path);
        return put;
    }));
    for (auto const& proof : proofs)
        if (!entered.contains(std::filesystem::path(proof).replace_extension()))
            TRY(put_takeaway(proof));
    return {};
}

void Build::render_batches(site::EditionReader const& reader, Queue& queue)
{
    while (auto batch = queue.pop()) {
        for (auto const& listed : *batch)
            render(reader, listed);
        std::lock_guard lock(mutex_);
        if (options_.progress)
            options_.progress(report_.rendered, listed_);
    }
}

Result<void> Build::list(Pages const& for_each, Queue& queue)
{
    Batch batch;
    std::uint64_t pages = 0;
    std::uint64_t current = 0;
    auto flush = [&] {
        listed_ += batch.size();
        queue.push(std::exchange(batch, {}));
    };
    TRY(for_each([&](std::string_view path, std::uint64_t print) -> Result<void> {
        ++pages;
        if (built_.is_current(key_of(path), print)) {
            ++current;
            return {};
        }
        batch.push_back({std::string(path), print});
        if (batch.size() == batch_size)
            flush();
        return {};
    }));
    flush();
    std::lock_guard lock(mutex_);
    report_.pages += pages;
    report_.unchanged += current;
    return {};
}

// Copies what the page names, so that what only drafts and withdrawn articles use stays private. Returns
// whether all of it is there.
bool Build::put_media(std::string_view page)
{
    bool is_whole = true;
    for (auto name : media::stored_paths_in(page)) {
        if (built_.state())
            dropped_.keep(name);
        auto const source = *media_.file_of(fmt::format("/{}", name));
        auto written
            = folder_.put_file(std::string(name), source, options_.all ? Likeness::content : Likeness::size);
        if (written && *written == Written::before)
            continue;
        auto put = written ? publication_.put_file(std::string(name), source, media_type_of(name))
                           : Result<void>(written.error());
        if (!put && put.error().code != ErrorCode::not_found) {
            fail(std::string(name), put.error());
            is_whole = false;
            continue;
        }
        std::lock_guard lock(mutex_);
        if (written)
            count(*written);
        else
            ++report_.missing_media;
        is_whole = is_whole && written.ok();
    }
    return is_whole;
}

Result<BuildReport> Build::run(
    std::vector<site::EditionReader> const& readers, site::Fingerprints const& prints)
{
    auto const& reader = readers.front();
    TRY(render_all(readers, [&](auto const& visit) { return reader.for_each_search_file(prints, visit); }));
    // No other page asks for them, and they are as much as all else that grows with the archive, or half.
    if (options_.is_alone)
        reader.catalogue().give_up_signatures();
    TRY(render_all(readers, [&](auto const& visit) { return reader.for_each_page(prints, visit); }));
    TRY(put_further());
    return std::move(report_);
}

Result<void> Build::render_all(std::vector<site::EditionReader> const& readers, Pages const& pages)
{
    Queue queue(most_batches);
    std::vector<std::jthread> threads;
    for (std::size_t index = 1; index < readers.size(); ++index)
        threads.emplace_back([&, index] { render_batches(readers[index], queue); });
    auto listed = list(pages, queue);
    queue.close();
    return listed;
}

Result<Build::Gone> Build::remove_left_over(site::EditionReader const& reader)
{
    Gone gone{TRY(built_.left_over()), {}};
    for (auto const& key : gone.keys) {
        auto const name = key.starts_with('/') ? TRY(file_name_of(key)) : key;
        dropped_.drop(folder_.root() / name);
        for (auto const* ending : {"", ".br", ".gz"})
            gone.names.push_back(name + ending);
    }
    auto media = TRY(dropped_.gone(reader.snapshot()));
    std::ranges::move(media, std::back_inserter(gone.names));
    std::erase_if(gone.names, [&](std::string const& name) { return !folder_.has(name); });
    for (auto const& name : gone.names)
        TRY(publication_.remove(name));
    return gone;
}

newsroom::Edition edition_of(site::EditionReader const& reader)
{
    return reader.catalogue().edition();
}

// Opens that many readers of the same edition: one that appears in between makes it begin again.
Result<std::vector<site::EditionReader>> open_readers(site::Site const& site, std::size_t count)
{
    std::vector<site::EditionReader> readers;
    while (readers.size() < count) {
        auto reader = TRY(site.read());
        if (!readers.empty() && edition_of(reader) != edition_of(readers.front()))
            readers.clear();
        readers.push_back(std::move(reader));
    }
    return readers;
}

// Returns what the whole folder depends on, beside each file's own.
std::uint64_t everything_of(site::Fingerprints const& prints, BuildOptions const& options)
{
    return Fingerprint().add(prints.everywhere()).add(options.program).add(*options.precompress).value();
}

// Returns whether the last build of the folder is one to go on from.
bool goes_on(BuiltFiles const& built, BuiltFiles::State const& now)
{
    auto const& state = built.state();
    return state && state->everything == now.everything && state->edition <= now.edition
        && state->log_size == now.log_size;
}

// Returns whether the newsroom can tell which media readers may see (DroppedMedia).
Result<bool> media_are_known(site::EditionReader const& reader)
{
    return newsroom::MediaUses(reader.snapshot().connection()).are_complete();
}

// Names an edition, in a line, for what of it is set aside.
std::string edition_text(Checkpoint const& checkpoint)
{
    return fmt::format("{} {} {}", checkpoint.origin, checkpoint.size, checkpoint.root.base64());
}

// Ends a build that has made only what may have changed.
Result<void> finish_changes(Build& work, BuildReport& report, Folder& folder, LogUpdate& update,
    Origin const& origin, site::EditionReader const& reader, std::vector<std::string>& gone_keys)
{
    Build::Gone gone;
    if (report.failures.empty())
        gone = TRY(work.remove_left_over(reader));
    report.is_published = TRY(update.finish(static_cast<std::uint64_t>(report.edition)));
    auto overtaken = TRY(copy_log(origin.log, update.written(), folder));
    report.removed = gone.names.size();
    std::ranges::move(overtaken, std::back_inserter(gone.names));
    gone_keys = std::move(gone.keys);
    return update.waiting() ? folder.set_aside(edition_text(*update.waiting()), gone.names)
                            : folder.finish_part(gone.names);
}

// Ends a build that has made every file.
Result<void> finish_whole(BuildReport& report, Folder& folder, LogUpdate& update, Origin const& origin)
{
    // What could not be rendered keeps its former file: a mirror with an old page is better than one without.
    bool const is_whole = report.failures.empty();
    if (is_whole)
        TRY(update.publication().remove_others());
    report.is_published = TRY(update.finish(static_cast<std::uint64_t>(report.edition)));
    TRY(copy_log(origin.log, folder));
    if (update.waiting()) {
        auto const gone = is_whole ? TRY(folder.left_over()) : std::vector<std::string>();
        report.removed = gone.size();
        return folder.set_aside(edition_text(*update.waiting()), gone);
    }
    if (!is_whole)
        return folder.finish_part();
    report.removed = TRY(folder.finish());
    return {};
}

} // namespace

Result<BuildReport> build(site::Site const& site, media::MediaStore const& media, Origin& origin,
    Random& random, BuildOptions options)
{
    auto threads = options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    auto readers = TRY(open_readers(site, threads + 1));
    auto const& reader = readers.front();
    TRY(put_signed(options.to, origin)); // what was not, when its signature came
    auto folder = TRY(Folder::open(options.to, origin.name, start_of_slot(options.slot)));
    if (!options.precompress)
        options.precompress = folder.has("index.html.br");
    TRY(check_goes_on(origin.log, folder.root()));
    auto update = TRY(LogUpdate::open(origin, options.slot, random));
    std::optional prints
        = TRY(reader.fingerprints(threads, {options.kept_lists, Fingerprint().add(options.program).value()}));
    auto built = TRY(BuiltFiles::open(folder.root()));
    BuiltFiles::State state{everything_of(*prints, options), edition_of(reader), update.size()};
    if (options.all || !goes_on(built, state) || !TRY(media_are_known(reader)))
        built.begin_anew();
    bool const is_part = built.state().has_value();
    if (!is_part) { // which puts the log's files in place of the folder's, all of them
        auto const log = TRY(LogFolder::open(origin.log));
        if (auto const whole = check_log(log); !whole.ok())
            return Error{ErrorCode::conflict,
                fmt::format(
                    "the signed log is damaged: {}. Put {} back from a backup, or from the newest mirror "
                    "that `broadsheet verify` finds good",
                    whole.error().message, log.path().string())};
    }

    Build work(folder, built, update.publication(), media, reader.catalogue().settings(), options);
    auto report = TRY(work.run(readers, *prints));
    prints.reset();
    // What the threads that are gone have freed stays theirs; what comes now is done by this one.
    malloc_trim(0);
    report.edition = state.edition;
    std::vector<std::string> gone;
    if (is_part)
        TRY(finish_changes(work, report, folder, update, origin, reader, gone));
    else
        TRY(finish_whole(report, folder, update, origin));
    state.log_size = report.log_size = update.size();
    report.is_waiting = update.waiting().has_value();
    if (is_part || report.failures.empty())
        TRY(built.finish(state, gone));
    else
        built.forget();
    folder.date();
    report.bytes_written = folder.bytes_written();
    return report;
}

BuildReport& BuildReport::operator+=(BuildReport next)
{
    edition = next.edition;
    pages = next.pages;
    rendered = std::max(rendered, next.rendered);
    created += next.created;
    changed += next.changed;
    removed += next.removed;
    missing_media = next.missing_media;
    std::ranges::move(next.failures, std::back_inserter(failures));
    log_size = next.log_size;
    is_published = is_published || next.is_published;
    is_waiting = next.is_waiting;
    bytes_written += next.bytes_written;
    return *this;
}

Result<bool> put_signed(std::filesystem::path const& root, Origin const& origin)
{
    if (!StagedFiles::has_set_aside(root) || TRY(WaitingHead::read(origin.log)))
        return false;
    auto const log = TRY(LogFolder::open(origin.log));
    auto folder = TRY(Folder::open(root, origin.name));
    bool const is_signed = log.head() && Folder::set_aside_in(root) == edition_text(log.head()->checkpoint);
    if (is_signed) {
        TRY(folder.take_up());
        TRY(copy_head(origin.log, folder));
        TRY(folder.finish_part());
    } else
        TRY(BuiltFiles::open(root)).forget(); // it speaks of what nobody will sign any more
    StagedFiles::forget_set_aside(root);
    folder.date();
    return is_signed;
}

Result<void> check_is_whole(std::filesystem::path const& folder)
{
    if (!StagedFiles::were_cut_off(folder))
        return {};
    return Error{ErrorCode::conflict,
        fmt::format(
            "an edition was cut off while it was put in place in {0}: `broadsheet mirror build --to "
            "{0}` ends it where your builds go into the folder, `broadsheet mirror fetch` where it is "
            "fetched; in another copy of somebody's, delete its {1}",
            folder.string(), StagedFiles::folder_name)};
}

std::string time_slot(UtcMillis now, unsigned minutes)
{
    auto const length = UtcMillis{minutes} * 60'000;
    auto const seconds = static_cast<std::time_t>((now - now % length) / 1000);
    std::tm fields{};
    gmtime_r(&seconds, &fields);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}Z", fields.tm_year + 1900, fields.tm_mon + 1,
        fields.tm_mday, fields.tm_hour, fields.tm_min);
}

std::time_t start_of_slot(std::string const& slot)
{
    std::tm fields{};
    return ::strptime(slot.c_str(), "%Y-%m-%dT%H:%MZ", &fields) ? ::timegm(&fields) : 0;
}

} // namespace broadsheet::mirror
