#include "exchange/markdown_article.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "exchange/markdown.h"
#include "html/characters.h"
#include "html/relative_links.h"
#include "html/sanitise.h"
#include "text/dates.h"
#include "text/direction.h"
#include "text/slug.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <ranges>
#include <tuple>
#include <utility>

namespace broadsheet::exchange {

namespace {

using newsroom::Status;

// Part of every source hash: a reader of Markdown that changes what it makes of a file counts up. Those with
// a status are read otherwise since 2; the others are not taken anew for that.
std::string_view converter_version(Yaml const& front)
{
    return front["status"].is_none() ? "markdown 1" : "markdown 2";
}

Result<std::optional<UtcMillis>> time_at(Yaml const& map, std::string_view key, text::TimeZone const& zone)
{
    auto written = TRY(map.text_at(key));
    if (written.empty())
        return std::optional<UtcMillis>();
    auto time = text::parse_iso(written, zone);
    if (!time.ok())
        return std::move(time).error().within(fmt::format("\"{}\" (line {})", key, map[key].line));
    return std::optional<UtcMillis>(*time);
}

Result<bool> flag_at(Yaml const& map, std::string_view key)
{
    auto const written = to_lower(TRY(map.text_at(key)));
    if (written.empty() || written == "false" || written == "no")
        return false;
    if (written == "true" || written == "yes")
        return true;
    return invalid(fmt::format("\"{}\" is neither true nor false (line {})", key, map[key].line));
}

// The folder a file lies in, where that is named after a language: "en/a.md", "pages/ru/b.md".
std::string language_of_folder(std::filesystem::path const& file)
{
    auto folder = file.parent_path().filename().string();
    return folder.size() <= 8 && folder != "pages" && text::is_valid_language(folder) ? folder : "";
}

Result<newsroom::FeaturePicture> picture_of(
    Yaml const& front, std::string_view folder, MediaReferences& media)
{
    newsroom::FeaturePicture picture;
    picture.path = TRY(front.text_at("picture"));
    if (!picture.path.empty())
        picture.path = media.lead_path_of(picture.path, folder);
    picture.alt = TRY(front.text_at("alt"));
    auto caption = TRY(front.text_at("caption"));
    picture.caption = TRY(html::sanitise(escape_html(caption)));
    picture.credit = TRY(front.text_at("credit"));
    return picture;
}

Result<std::vector<newsroom::Correction>> corrections_of(Yaml const& front, text::TimeZone const& zone)
{
    std::vector<newsroom::Correction> corrections;
    for (auto const& item : front["corrections"].list) {
        auto time = TRY(time_at(item, "date", zone));
        auto text = TRY(item.text_at("text"));
        if (!time || text.empty())
            return invalid(fmt::format("a correction needs a date and a text (line {})", item.line));
        corrections.push_back({*time, std::move(text)});
    }
    std::ranges::sort(
        corrections, {}, [](auto const& each) { return std::tie(each.corrected_at, each.text); });
    return corrections;
}

// What the "status" of other programs means; one that is none of theirs holds the article back.
Result<Status> status_of(Yaml const& front, std::string& held_back)
{
    constexpr auto names = std::to_array<std::pair<std::string_view, Status>>({{"", Status::published},
        {"auto-draft", Status::draft}, {"draft", Status::draft}, {"future", Status::scheduled},
        {"live", Status::published}, {"pending", Status::draft}, {"public", Status::published},
        {"publish", Status::published}, {"published", Status::published}, {"scheduled", Status::scheduled}});
    auto const written = TRY(front.text_at("status"));
    auto const* found
        = std::ranges::find(names, to_lower(trimmed(written)), &std::pair<std::string_view, Status>::first);
    if (found != names.end())
        return found->second;
    held_back = fmt::format("its status was \"{}\"", written);
    return Status::draft;
}

// Whatever says that it is a draft is believed.
Result<void> take_status(Yaml const& front, ImportedArticle& imported)
{
    auto& article = imported.article;
    bool const is_held_back
        = !front["published"].is_none() && !TRY(flag_at(front, "published")); // as Jekyll's
    bool const is_draft = TRY(flag_at(front, "draft")) || is_held_back;
    article.status = TRY(status_of(front, imported.held_back));
    if (is_draft) {
        article.status = Status::draft;
        imported.held_back.clear();
    }
    if (article.status != Status::draft && !article.published_at)
        return invalid("it has no \"date\"; add one, or \"draft: true\"");
    if (article.status == Status::draft)
        article.published_at.reset();
    return {};
}

Result<void> take_times(Yaml const& front, MarkdownSource const& source, newsroom::Article& article)
{
    article.published_at = TRY(time_at(front, "date", source.time_zone));
    auto updated = TRY(time_at(front, "updated", source.time_zone));
    if (!article.published_at && article.kind == newsroom::ArticleKind::page)
        article.published_at = updated.value_or(source.now);
    article.created_at = article.published_at.value_or(0);
    article.updated_at = updated.value_or(article.created_at);
    return {};
}

std::string slug_of(std::string const& name)
{
    return name.empty() || text::is_valid_slug(name) ? name : text::slugify(name);
}

Result<std::vector<std::string>> slugs_at(Yaml const& front, std::string_view key)
{
    auto names = TRY(names_at(front, key));
    for (auto& name : names)
        name = slug_of(name);
    return names;
}

// Puts the addresses of articles in the place of links to their files.
std::string with_addresses(
    std::string_view html, std::string_view folder, MarkdownSource::PathOfFile const& path_of_file)
{
    return html::map_links(html, [&](std::string_view written) {
        auto const behind = written.find_first_of("?#");
        auto const file = percent_decode(html::decoded(written.substr(0, behind), html::Place::attribute));
        std::optional<std::string> address(written);
        if (!path_of_file || !file.ok() || file->find(':') != file->npos)
            return address;
        auto const rooted = (std::filesystem::path(folder) / *file).lexically_normal();
        if (auto const path = path_of_file(rooted.relative_path().generic_string()); !path.empty())
            address = path + std::string(behind == written.npos ? "" : written.substr(behind));
        return address;
    });
}

constexpr std::array<std::string_view, 24> fields{"title", "slug", "language", "standfirst", "section",
    "tags", "bylines", "date", "updated", "draft", "picture", "alt", "caption", "credit", "translation",
    "featured", "no_appeal", "canonical_url", "corrections", "meta_title", "meta_description", "template",
    "published", "status"};

} // namespace

Result<std::vector<std::string>> names_at(Yaml const& front, std::string_view key)
{
    auto names = TRY(front.texts_at(key));
    if (front[key].kind != Yaml::Kind::text)
        return names;
    std::vector<std::string> divided;
    for (auto const part : std::views::split(names.front(), ','))
        if (auto const name = trimmed({part.begin(), part.end()}); !name.empty())
            divided.emplace_back(name);
    return divided;
}

std::string_view field_for(std::string_view name)
{
    constexpr auto others
        = std::to_array<std::pair<std::string_view, std::string_view>>({{"author", "bylines"},
            {"authors", "bylines"}, {"categories", "section\" and \"tags"}, {"category", "section"},
            {"cover", "picture"}, {"description", "standfirst"}, {"excerpt", "standfirst"},
            {"featured_image", "picture"}, {"image", "picture"}, {"lang", "language"}, {"lastmod", "updated"},
            {"subtitle", "standfirst"}, {"summary", "standfirst"}, {"thumbnail", "picture"}});
    auto const* found
        = std::ranges::find(others, name, &std::pair<std::string_view, std::string_view>::first);
    return found == others.end() ? std::string_view() : found->second;
}

std::string markdown_source(std::string_view file)
{
    return fmt::format("markdown:{}", file);
}

Result<MarkdownAddress> address_of(Yaml const& front, std::filesystem::path const& file)
{
    MarkdownAddress address;
    address.slug = TRY(front.text_at("slug"));
    if (address.slug.empty())
        address.slug = slug_of(file.stem().string());
    address.language = TRY(front.text_at("language"));
    if (address.language.empty())
        address.language = language_of_folder(file);
    return address;
}

bool is_front_matter_field(std::string_view name)
{
    return std::ranges::find(fields, name) != fields.end();
}

Result<ImportedArticle> markdown_article(
    MarkdownFile const& file, MarkdownSource const& source, MediaReferences& media)
{
    auto const& front = file.front;
    if (front.map.empty())
        return invalid(
            "it has no front matter: lines of \"name: value\" between two lines of \"---\", at least "
            "\"title\" and \"date\"");
    std::filesystem::path path(source.file);
    auto const folder = ("/" / path).parent_path().generic_string() + (path.has_parent_path() ? "/" : "");
    ImportedArticle imported;
    auto& article = imported.article;
    bool is_page = path.begin()->string() == "pages";
    article.kind = is_page ? newsroom::ArticleKind::page : newsroom::ArticleKind::article;
    article.title = TRY(front.text_at("title"));
    auto address = TRY(address_of(front, source.file));
    article.slug = std::move(address.slug);
    article.language = address.language.empty() ? source.language : std::move(address.language);
    article.standfirst = TRY(front.text_at("standfirst"));
    article.translation_key = TRY(front.text_at("translation"));
    article.canonical_url = TRY(front.text_at("canonical_url"));
    article.meta_title = TRY(front.text_at("meta_title"));
    article.meta_description = TRY(front.text_at("meta_description"));
    article.template_name = TRY(front.text_at("template"));
    article.featured = TRY(flag_at(front, "featured"));
    article.no_appeal = TRY(flag_at(front, "no_appeal"));
    TRY(take_times(front, source, article));
    TRY(take_status(front, imported));
    article.picture = TRY(picture_of(front, folder, media));
    article.corrections = TRY(corrections_of(front, source.time_zone));
    imported.section = slug_of(TRY(front.text_at("section")));
    imported.tags = TRY(slugs_at(front, "tags"));
    imported.bylines = TRY(slugs_at(front, "bylines"));
    auto html = TRY(markdown_to_html(file.body));
    auto clean = TRY(html::sanitise(html));
    article.body = media.rewrite(with_addresses(clean, folder, source.path_of_file), folder);
    article.source = markdown_source(source.file);
    article.source_hash = to_hex(sha256(fmt::format("{}\n{}\n{}\n{}\n{}", converter_version(front),
        article.language, article.picture.path, article.body, file.whole)));
    return imported;
}

} // namespace broadsheet::exchange
