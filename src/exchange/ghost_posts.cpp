#include "exchange/ghost_posts.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/id.h"
#include "base/utf8.h"
#include "exchange/ghost_documents.h"
#include "exchange/ghost_format.h"
#include "exchange/json_fields.h"
#include "exchange/table_rows.h"
#include "exchange/unsaid.h"
#include "html/sanitise.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace broadsheet::exchange {

namespace {

using newsroom::Status;

// Part of every source hash: a reader of exports that changes what it makes of them counts up.
constexpr std::string_view converter_version = "ghost 1";

constexpr std::size_t row_depth = 32;
constexpr std::size_t most_name_characters = 80;

// Makes what points into the source's own site root-relative.
void resolve_site(std::string& text)
{
    for (auto at = text.find(ghost::site_placeholder); at != std::string::npos;
         at = text.find(ghost::site_placeholder, at)) {
        auto behind = at + ghost::site_placeholder.size();
        bool has_slash = behind < text.size() && (text[behind] == '/' || text.substr(behind, 2) == "\\/");
        text.replace(at, ghost::site_placeholder.size(), has_slash ? "" : "/");
    }
}

// Ghost writes "2023-04-14T05:30:00.000Z", older versions "2023-04-14 05:30:00" in UTC, the oldest
// milliseconds.
Result<std::optional<UtcMillis>> time_column(boost::json::object const& row, std::string_view key)
{
    auto const* value = row.if_contains(key);
    if (!value || value->is_null())
        return std::optional<UtcMillis>();
    if (value->is_int64())
        return std::optional<UtcMillis>(value->get_int64());
    auto written = TRY(text_column(row, key));
    auto time = text::parse_iso(written);
    if (!time.ok())
        return std::move(time).error().within(fmt::format("\"{}\"", key));
    return std::optional<UtcMillis>(*time);
}

// "post "title" (id), byte 1234", the title as far as it can be read.
std::string record_name(std::string_view title, std::string_view id, std::uint64_t offset)
{
    auto shown = is_valid_utf8(title) ? first_code_points(title, most_name_characters) : "";
    return fmt::format("post \"{}\" ({}), byte {}", shown, id.empty() ? "no id" : id, offset);
}

} // namespace

Result<GhostPosts> GhostPosts::open(
    GhostIndex const& index, MediaReferences& media, ImportOptions const& options)
{
    int file = ::open(options.source.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return system_error(fmt::format("cannot open {}", options.source.string()), errno);
    return GhostPosts(file, index, media, options);
}

GhostPosts::GhostPosts(
    int file, GhostIndex const& index, MediaReferences& media, ImportOptions const& options)
    : file_(file)
    , index_(index)
    , media_(media)
    , options_(options)
{
}

GhostPosts::GhostPosts(GhostPosts&& other) noexcept
    : file_(std::exchange(other.file_, -1))
    , index_(other.index_)
    , media_(other.media_)
    , options_(other.options_)
{
}

GhostPosts::~GhostPosts()
{
    if (file_ >= 0)
        ::close(file_);
}

Result<std::string> GhostPosts::row_at(std::optional<GhostIndex::Place> place) const
{
    if (!place)
        return std::string();
    if (place->bytes > options_.limits.record_bytes)
        return limit_reached("a row that belongs to it is too large");
    std::string text(place->bytes, '\0');
    if (::pread(file_, text.data(), text.size(), static_cast<off_t>(place->offset))
        != static_cast<ssize_t>(text.size()))
        return system_error("cannot read a row that belongs to it", errno);
    resolve_site(text);
    return text;
}

void GhostPosts::convert(TableRow const& row, ImportedRecord& record) const
{
    record.name = record_name("", "", row.offset);
    record.bytes = row.text.size();
    record.article = article(row, record);
}

Result<ImportedArticle> GhostPosts::article(TableRow const& row, ImportedRecord& record) const
{
    if (row.text.empty())
        return limit_reached(
            fmt::format("it has {} bytes; at most {} are read", row.bytes, options_.limits.record_bytes));
    auto text = row.text;
    resolve_site(text);
    boost::json::monotonic_resource memory;
    auto post = TRY(parse_json_object(text, row_depth, &memory));
    auto number = integer_of(post, "id");
    auto id = number ? std::to_string(number) : std::string(text_of(post, "id"));
    record.name = record_name(text_of(post, "title"), id, row.offset);
    if (id.empty())
        return invalid("it has no \"id\"");

    ImportedArticle imported;
    auto& article = imported.article;
    article.id = is_id(id) ? id : "";
    article.source = fmt::format("ghost:{}", id);
    bool is_page = text_of(post, "type") == "page" || is_true(post, "page");
    article.kind = is_page ? newsroom::ArticleKind::page : newsroom::ArticleKind::article;
    article.title = TRY(text_column(post, "title"));
    article.slug = TRY(text_column(post, "slug"));
    article.standfirst = TRY(text_column(post, "custom_excerpt"));
    article.picture.path = TRY(text_column(post, "feature_image"));
    article.canonical_url = TRY(text_column(post, "canonical_url"));
    article.template_name = TRY(text_column(post, "custom_template"));
    article.featured = is_true(post, "featured");
    article.language = text_of(post, "locale");
    if (article.language.empty())
        article.language = options_.language;
    TRY(take_status(post, imported));

    auto const author = integer_of(post, "author_id");
    auto const rows
        = TRY(index_.rows_of(id, author ? std::to_string(author) : std::string(text_of(post, "author_id"))));
    auto meta_text = TRY(row_at(rows.meta));
    auto extra_text = TRY(row_at(rows.extra));
    auto meta = meta_text.empty() ? post : TRY(parse_json_object(meta_text, row_depth, &memory));
    TRY(take_meta(meta, article));
    if (!trimmed(text_of(post, "codeinjection_head")).empty()
        || !trimmed(text_of(post, "codeinjection_foot")).empty())
        record.notes.emplace_back("the code injected into its head or foot was left out");
    take_names(rows, imported);
    if (auto const unknown = std::ranges::count(rows.authors, std::string_view()); unknown > 0)
        record.notes.push_back(
            fmt::format("{} of its {} authors cannot be taken from the file, and no byline was made of them",
                unknown, rows.authors.size()));
    imported.is_ours = !extra_text.empty();
    auto source
        = imported.is_ours ? std::string(TRY(text_column(post, "html"))) : TRY(source_of_body(post, record));
    auto clean = html::sanitise(source);
    if (!clean.ok())
        return std::move(clean).error().within("body");
    article.body = media_.rewrite(*clean);
    if (!article.picture.path.empty())
        article.picture.path = imported.is_ours ? media_.path_of(article.picture.path)
                                                : media_.lead_path_of(article.picture.path);
    if (imported.is_ours) {
        auto extra = TRY(parse_json_object(extra_text, row_depth, &memory));
        TRY(take_extra(extra, imported));
        return imported;
    }
    article.source_hash = to_hex(sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", converter_version,
        text, meta_text, fmt::join(imported.tags, ","), fmt::join(imported.bylines, ","), imported.section,
        article.language, article.picture.path, article.body)));
    imported.former_paths.push_back(fmt::format("/{}/", article.slug));
    imported.keep_unsaid = keep_what_ghost_cannot_say;
    return imported;
}

// The editor's source is rendered anew: Ghost's own HTML needs its scripts for toggles and players. Where the
// source is missing, broken or knows cards that we do not, Ghost's HTML is taken.
Result<std::string> GhostPosts::source_of_body(Row const& post, ImportedRecord& record) const
{
    auto html = TRY(text_column(post, "html"));
    auto lexical = TRY(text_column(post, "lexical"));
    auto mobiledoc = TRY(text_column(post, "mobiledoc"));
    std::string source;
    if (!trimmed(lexical).empty() || !trimmed(mobiledoc).empty()) {
        auto rendered = trimmed(lexical).empty() ? mobiledoc_to_html(mobiledoc, options_.limits)
                                                 : lexical_to_html(lexical, options_.limits);
        if (!rendered.ok() && trimmed(html).empty())
            return std::move(rendered).error();
        if (rendered.ok() && (rendered->unknown.empty() || trimmed(html).empty()))
            source = std::move(rendered->html);
        if (rendered.ok() && !rendered->unknown.empty() && trimmed(html).empty())
            record.notes.push_back(
                fmt::format("the card \"{}\" is not known and was left out", rendered->unknown));
    }
    return trimmed(source).empty() ? std::string(html) : source;
}

// What only members or payers could read stays unread until an editor decides: it becomes a draft.
Result<void> GhostPosts::take_status(Row const& post, ImportedArticle& imported) const
{
    auto& article = imported.article;
    auto created = TRY(time_column(post, "created_at"));
    auto updated = TRY(time_column(post, "updated_at"));
    article.published_at = TRY(time_column(post, "published_at"));
    article.created_at = created.value_or(article.published_at.value_or(updated.value_or(0)));
    article.updated_at = updated.value_or(article.published_at.value_or(article.created_at));

    auto status = TRY(text_column(post, "status"));
    auto visibility = TRY(text_column(post, "visibility"));
    bool is_public = visibility.empty() || visibility == "public";
    if (status == "published" || status == "scheduled")
        article.status = status == "published" ? Status::published : Status::scheduled;
    else if (status != "draft" && !status.empty())
        imported.held_back = fmt::format("its status was \"{}\"", status);
    if (article.status != Status::draft && !is_public) {
        article.status = Status::draft;
        imported.held_back = fmt::format("only \"{}\" could read it", visibility);
    }
    if (article.status != Status::draft && !article.published_at)
        return invalid(fmt::format("its status is \"{}\", but it has no \"published_at\"", status));
    if (article.status == Status::draft)
        article.published_at.reset();
    return {};
}

Result<void> GhostPosts::take_meta(Row const& meta, newsroom::Article& article) const
{
    article.meta_title = TRY(text_column(meta, "meta_title"));
    article.meta_description = TRY(text_column(meta, "meta_description"));
    article.picture.alt = TRY(text_column(meta, "feature_image_alt"));
    auto written_caption = TRY(text_column(meta, "feature_image_caption"));
    auto caption = html::sanitise(written_caption);
    if (!caption.ok())
        return std::move(caption).error().within("feature_image_caption");
    article.picture.caption = std::move(*caption);
    return {};
}

void GhostPosts::take_names(GhostIndex::PostRows const& rows, ImportedArticle& imported) const
{
    for (auto slug : rows.tags) {
        if (slug.empty())
            continue;
        imported.tags.emplace_back(slug);
        if (imported.section.empty() && index_.has_section(slug))
            imported.section = slug;
    }
    for (auto slug : rows.authors)
        if (!slug.empty())
            imported.bylines.emplace_back(slug);
}

// What our own exports say beyond Ghost's columns (docs/import.md).
Result<void> GhostPosts::take_extra(Row const& extra, ImportedArticle& imported) const
{
    auto& article = imported.article;
    article.language = TRY(text_column(extra, "language"));
    article.standfirst = TRY(text_column(extra, "standfirst"));
    article.translation_key = TRY(text_column(extra, "translation_key"));
    article.picture.credit = TRY(text_column(extra, "picture_credit"));
    article.picture.alt = TRY(text_column(extra, "picture_alt"));
    article.slug = TRY(text_column(extra, "slug"));
    article.meta_title = TRY(text_column(extra, "meta_title"));
    article.meta_description = TRY(text_column(extra, "meta_description"));
    article.no_appeal = is_true(extra, "no_appeal");
    article.source = TRY(text_column(extra, "source"));
    article.source_hash = TRY(text_column(extra, "source_hash"));
    imported.section = TRY(text_column(extra, "section"));
    auto status = TRY(text_column(extra, "status"));
    article.status = TRY(newsroom::status_from(status));
    article.published_at = TRY(time_column(extra, "published_at"));
    auto const* corrections = array_of(extra, "corrections");
    for (auto const& value : corrections ? *corrections : boost::json::array()) {
        auto const* correction = value.if_object();
        auto time = correction ? TRY(time_column(*correction, "corrected_at")) : std::nullopt;
        if (!time)
            return invalid("\"corrections\": one has no time");
        article.corrections.push_back(
            {*time, std::string(text_of(*correction, "text")), is_true(*correction, "is_retraction")});
    }
    return {};
}

} // namespace broadsheet::exchange
