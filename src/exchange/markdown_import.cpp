#include "exchange/markdown_import.h"

#include "base/ascii.h"
#include "base/file.h"
#include "exchange/import_records.h"
#include "exchange/markdown_article.h"
#include "exchange/newspaper_file.h"
#include "newsroom/paths.h"
#include "text/slug.h"

#include <algorithm>
#include <fmt/ranges.h>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace broadsheet::exchange {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view newspaper_file = "newspaper.yaml";
constexpr std::size_t most_named_files = 3; // of those with a field that is not known

struct Raw {
    std::string file; // in the folder
    Result<MarkdownFile> content = invalid("not read");
};

// The files with a field that is not known.
struct PassedOver {
    std::size_t count = 0;
    std::vector<std::string> first;

    void add(std::string const& file)
    {
        if (++count <= most_named_files)
            first.push_back(file);
    }
};

bool is_markdown(fs::path const& file)
{
    auto const extension = to_lower(file.extension().string());
    return extension == ".md" || extension == ".markdown";
}

// Returns the Markdown files below a folder, in the order of their names.
Result<std::vector<std::string>> markdown_files(fs::path const& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return invalid(
            fmt::format("{} is not a folder; name the folder that holds the files", folder.string()));
    std::vector<std::string> files;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        auto name = entry->path().filename().string();
        if (entry->is_directory(error) && name.starts_with('.'))
            entry.disable_recursion_pending();
        else if (is_markdown(entry->path()) && name != "README.md" && entry->is_regular_file(error)
            && !entry->is_symlink(error)) // which may lead out of the folder
            files.push_back(entry->path().lexically_relative(folder).generic_string());
    }
    if (error)
        return io_error(fmt::format("cannot list {}: {}", folder.string(), error.message()));
    std::ranges::sort(files);
    return files;
}

// Adds the tags, sections and bylines that only the articles name.
class Names {
public:
    explicit Names(Frame& frame)
        : frame_(frame)
    {
    }

    void add_from(Yaml const& front)
    {
        if (auto section = front.text_at("section"); section.ok() && !section->empty())
            add_tag(*section, true);
        if (auto tags = names_at(front, "tags"); tags.ok())
            for (auto const& name : *tags)
                add_tag(name, false);
        if (auto bylines = names_at(front, "bylines"); bylines.ok())
            for (auto const& name : *bylines)
                add(frame_.bylines, frame_.named_bylines, name);
    }

private:
    template <typename Named>
    static Named* add(std::vector<Named> const& described, std::vector<Named>& all, std::string const& name)
    {
        auto slug = text::is_valid_slug(name) ? name : text::slugify(name);
        for (auto const* known : {&described, static_cast<std::vector<Named> const*>(&all)})
            if (std::ranges::find(*known, slug, &Named::slug) != known->end())
                return nullptr;
        Named named;
        named.slug = std::move(slug);
        named.text.name = name;
        all.push_back(std::move(named));
        return &all.back();
    }

    void add_tag(std::string const& name, bool is_section)
    {
        if (auto* tag = add(frame_.tags, frame_.named_tags, name))
            tag->is_section = is_section;
    }

    Frame& frame_;
};

class MarkdownImport {
public:
    MarkdownImport(ImportTarget const& target, ImportOptions options)
        : target_(target)
        , options_(std::move(options))
        , media_("markdown", options_, [](std::string_view reference) -> std::vector<fs::path> {
            bool is_file = reference.starts_with('/') && fs::path(reference).has_extension();
            return is_file ? std::vector<fs::path>{reference.substr(1)} : std::vector<fs::path>();
        })
    {
    }

    Result<Report> run()
    {
        auto files = TRY(markdown_files(options_.source));
        TRY(read_newspaper_file());
        if (files.empty() && !newspaper_)
            return invalid(fmt::format(
                "{} holds no Markdown: neither files that end in .md or .markdown nor a newspaper.yaml",
                options_.source.string()));
        TRY(look_through(files));
        frame_.source_kind = markdown_source("");
        for (auto const& file : files)
            frame_.sources.insert(markdown_source(file));
        auto connection = TRY(target_.database.connect());
        ArchiveWriter writer(target_, *connection, options_, report_);
        TRY(writer.write_frame(frame_));
        settings_ = TRY(newsroom::load_settings(*connection));
        TRY(import(files, writer));
        media_.report_missing(report_);
        return std::move(report_);
    }

private:
    Result<void> read_newspaper_file()
    {
        auto path = options_.source / newspaper_file;
        std::error_code ignored;
        if (!fs::exists(path, ignored))
            return {};
        auto text = TRY(read_file(path, options_.limits.record_bytes));
        auto file = NewspaperFile::parse(text);
        if (!file.ok())
            return std::move(file).error().within(path.string());
        newspaper_ = std::move(*file);
        frame_.tags = newspaper_->tags;
        frame_.bylines = newspaper_->bylines;
        frame_.appeals = newspaper_->appeals;
        frame_.newsletters = newspaper_->newsletters;
        frame_.knows_sections = true;
        for (auto& byline : frame_.bylines)
            byline.picture = media_.path_of(byline.picture);
        for (auto& appeal : frame_.appeals)
            appeal.picture = media_.path_of(appeal.picture);
        frame_.apply_settings = [this](newsroom::Settings& settings) { newspaper_->apply(settings); };
        if (options_.language.empty() && !newspaper_->languages.empty())
            options_.language = newspaper_->languages.front();
        if (!newspaper_->time_zone.empty())
            time_zone_ = TRY(text::TimeZone::find(newspaper_->time_zone));
        return {};
    }

    // Finds the names and the fields that the front matter of all files uses.
    Result<void> look_through(std::vector<std::string> const& files)
    {
        Names names(frame_);
        std::map<std::string, PassedOver> unknown; // by field
        for (auto const& file : files) {
            auto content = MarkdownFile::read(options_.source / file, options_.limits);
            if (!content.ok())
                continue;
            names.add_from(content->front);
            if (auto address = address_of(content->front, file); address.ok())
                addresses_.emplace(file, std::move(*address));
            for (auto const& [name, value] : content->front.map)
                if (!is_front_matter_field(name))
                    unknown[name].add(file);
        }
        for (auto const& [name, passed_over] : unknown) {
            auto const ours = field_for(name);
            report_.note(fmt::format("front matter \"{}\"", name),
                fmt::format("it is no field that is known, and was passed over in {} of the files ({}{}){}",
                    passed_over.count, fmt::join(passed_over.first, ", "),
                    passed_over.count > passed_over.first.size() ? ", …" : "",
                    ours.empty() ? "" : fmt::format("; \"{}\" says it here", ours)));
        }
        return {};
    }

    Result<void> import(std::vector<std::string> const& files, ArchiveWriter& writer)
    {
        if (options_.progress)
            options_.progress->begin("Importing", files.size());
        auto imported = import_records<Raw>(
            options_, writer, [&](auto const& emit) { return read(files, emit); },
            [&](Raw const& raw, ImportedRecord& record) {
                convert(raw, record);
                count_converted();
            });
        if (options_.progress)
            options_.progress->end();
        return imported;
    }

    Result<void> read(std::vector<std::string> const& files, Pipeline<Raw, ImportedRecord>::Emit const& emit)
    {
        for (auto const& file : files) {
            auto content = MarkdownFile::read(options_.source / file, options_.limits);
            auto bytes = content.ok() ? content->whole.size() : 0;
            TRY(emit({file, std::move(content)}, bytes));
        }
        return {};
    }

    // Files are soon read; it is their pictures that take time.
    void count_converted()
    {
        std::lock_guard lock(progress_mutex_);
        ++converted_;
        if (options_.progress)
            options_.progress->reach(converted_);
    }

    void convert(Raw const& raw, ImportedRecord& record)
    {
        record.name = raw.file;
        if (!raw.content.ok()) {
            record.article = raw.content.error();
            return;
        }
        record.bytes = raw.content->whole.size();
        record.article = markdown_article(*raw.content,
            {raw.file, options_.language, time_zone_, target_.clock.now(),
                [this](std::string const& file) { return path_of_file(file); }},
            media_);
    }

    std::string path_of_file(std::string const& file) const
    {
        auto const found = addresses_.find(file);
        if (found == addresses_.end())
            return {};
        auto language = found->second.language.empty() ? options_.language : found->second.language;
        if (language.empty())
            language = settings_.first_language();
        return newsroom::article_path(settings_, language, found->second.slug);
    }

    ImportTarget target_;
    ImportOptions options_;
    MediaReferences media_;
    Report report_;
    Frame frame_;
    std::optional<NewspaperFile> newspaper_;
    std::mutex progress_mutex_;
    std::size_t converted_ = 0; // files
    newsroom::Settings settings_; // once the frame is written
    std::unordered_map<std::string, MarkdownAddress> addresses_; // by file
    text::TimeZone time_zone_;
};

} // namespace

Result<Report> import_markdown(ImportTarget const& target, ImportOptions const& options)
{
    auto own = options;
    if (own.media.empty())
        own.media = own.source;
    return MarkdownImport(target, std::move(own)).run();
}

} // namespace broadsheet::exchange
