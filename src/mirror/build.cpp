#include "mirror/build.h"

#include "base/bounded_queue.h"
#include "base/embedded.h"
#include "base/file.h"
#include "http/content_coding.h"
#include "media/references.h"
#include "media/store.h"
#include "mirror/folder.h"
#include "mirror/log_update.h"
#include "mirror/media_type.h"
#include "mirror/policy.h"
#include "mirror/publication.h"
#include "mirror/signing.h"
#include "site/site.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <fmt/format.h>
#include <malloc.h>
#include <mutex>
#include <thread>

namespace broadsheet {
std::span<EmbeddedFile const> embedded_mirror(); // src/mirror/assets/, by cmake/Embed.cmake
}

namespace broadsheet::mirror {

namespace {

using Paths = std::vector<std::string>;
constexpr std::size_t batch_size
    = 64; // paths handed to a thread at once: neighbours share what was read for them
constexpr std::size_t most_batches = 64; // waiting; the enumeration is held back by it
constexpr std::size_t most_failures = 1'000;
constexpr std::string_view error_page_path = "/404.html";

class Build {
public:
    Build(
        Folder& folder, Publication& publication, media::MediaStore const& media, BuildOptions const& options)
        : folder_(folder)
        , publication_(publication)
        , media_(media)
        , options_(options)
    {
    }

    // `readers` are all of one edition; the first lists the pages, the others render them, each on a thread
    // of its own.
    Result<BuildReport> run(std::vector<site::EditionReader> const& readers);

private:
    Result<void> list(site::EditionReader const&);
    void render_batches(site::EditionReader const&);
    void render(site::EditionReader const&, std::string const& path);
    Result<void> put(std::string const& name, std::string_view content, std::string_view type);
    Result<void> put_page(std::string const& path, site::Page const&);
    Result<void> put_further();
    void count(Written);
    void fail(std::string const& path, Error const&);
    void put_media(std::string_view page);

    Folder& folder_;
    Publication& publication_;
    media::MediaStore const& media_;
    BuildOptions const& options_;
    BoundedQueue<Paths> queue_{most_batches}; // from the thread that lists the paths to those that render
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

void Build::render(site::EditionReader const& reader, std::string const& path)
{
    auto page = reader.page(path);
    if (!page)
        return fail(path, page.error());
    // An error page under an article's name would be published as the article.
    if (page->status != 200 && path != error_page_path)
        return fail(path, {ErrorCode::internal, fmt::format("it gives status {}", page->status)});
    if (auto put = put_page(path, *page); !put)
        return fail(path, put.error());
    put_media(*page->body);
    std::lock_guard lock(mutex_);
    ++report_.pages;
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
    if (!options_.precompress || !http::is_compressible(type))
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
    // An asset's address carries its version; a file's name does not.
    auto const name = TRY(file_name_of(path.substr(0, path.find('?'))));
    auto const type = without_parameters(page.content_type);
    if (page.content_security_policy.empty())
        return put(name, *page.body, type);
    return put(name, with_policy(*page.body, page.content_security_policy), type);
}

Result<void> Build::put_further()
{
    for (auto const& file : embedded_mirror()) {
        auto const name = fmt::format("log/{}", file.path);
        TRY(put(name, file.content, media_type_of(name)));
    }
    for (auto const& file : options_.further)
        TRY(put(file.name, file.content, file.type));
    if (options_.takeaway.empty())
        return {};
    return for_each_file(options_.takeaway, [&](std::filesystem::path const& path) -> Result<void> {
        auto const name = "takeaway/" + path.lexically_relative(options_.takeaway).generic_string();
        if (is_unfinished(path))
            return {};
        auto const content = TRY(read_file(path));
        return put(name, content, media_type_of(name));
    });
}

void Build::render_batches(site::EditionReader const& reader)
{
    while (auto batch = queue_.pop()) {
        for (auto const& path : *batch)
            render(reader, path);
        std::lock_guard lock(mutex_);
        if (options_.progress)
            options_.progress(report_.pages, listed_);
    }
}

Result<void> Build::list(site::EditionReader const& reader)
{
    Paths batch;
    auto flush = [&] {
        listed_ += batch.size();
        queue_.push(std::exchange(batch, {}));
    };
    TRY(reader.for_each_path([&](std::string_view path) -> Result<void> {
        batch.emplace_back(path);
        if (batch.size() == batch_size)
            flush();
        return {};
    }));
    flush();
    return {};
}

// Copies what the page names, so that what only drafts and withdrawn articles use stays private.
void Build::put_media(std::string_view page)
{
    for (auto name : media::stored_paths_in(page)) {
        auto const source = *media_.file_of(fmt::format("/{}", name));
        auto written = folder_.put_file(std::string(name), source);
        if (written && *written == Written::before)
            continue;
        auto put = written ? publication_.put_file(std::string(name), source, media_type_of(name))
                           : Result<void>(written.error());
        if (!put && put.error().code != ErrorCode::not_found) {
            fail(std::string(name), put.error());
            continue;
        }
        std::lock_guard lock(mutex_);
        if (written)
            count(*written);
        else
            ++report_.missing_media;
    }
}

Result<BuildReport> Build::run(std::vector<site::EditionReader> const& readers)
{
    std::vector<std::jthread> threads;
    for (std::size_t index = 1; index < readers.size(); ++index)
        threads.emplace_back([&, index] { render_batches(readers[index]); });
    auto listed = list(readers.front());
    queue_.close();
    threads.clear();
    TRY(std::move(listed));
    TRY(put_further());
    return std::move(report_);
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

} // namespace

Result<BuildReport> build(site::Site const& site, media::MediaStore const& media, Origin& origin,
    Random& random, BuildOptions const& options)
{
    auto threads = options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    auto readers = TRY(open_readers(site, threads + 1));
    auto const& settings = readers.front().catalogue().settings();
    auto folder = TRY(Folder::open(options.to, settings.title_in(settings.first_language())));
    TRY(check_goes_on(origin.log, folder.root()));
    auto update = TRY(LogUpdate::open(origin, options.slot, random));
    auto report = TRY(Build(folder, update.publication(), media, options).run(readers));
    // What the threads that are gone have freed stays theirs; what comes now is done by this one.
    malloc_trim(0);
    report.edition = edition_of(readers.front());
    // What could not be rendered keeps its former file: a mirror with an old page is better than one without.
    bool const is_whole = report.failures.empty();
    if (is_whole)
        TRY(update.publication().remove_others());
    report.is_published = TRY(update.finish(static_cast<std::uint64_t>(report.edition)));
    TRY(copy_log(origin.log, folder));
    if (is_whole)
        report.removed = TRY(folder.finish());
    else
        TRY(folder.finish_part());
    report.log_size = update.size();
    report.bytes_written = folder.bytes_written();
    return report;
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

} // namespace broadsheet::mirror
