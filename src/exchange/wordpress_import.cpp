#include "exchange/wordpress_import.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "exchange/import_records.h"
#include "exchange/media_references.h"
#include "exchange/source_language.h"
#include "exchange/unsaid.h"
#include "exchange/wordpress_addresses.h"
#include "exchange/wordpress_body.h"
#include "exchange/wordpress_languages.h"
#include "exchange/wordpress_links.h"
#include "exchange/wordpress_pictures.h"
#include "exchange/wxr_reader.h"
#include "html/characters.h"
#include "html/plain_text.h"
#include "html/sanitise.h"
#include "newsroom/media_library.h"
#include "newsroom/paths.h"
#include "text/dates.h"
#include "text/slug.h"

#include <algorithm>
#include <array>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

namespace broadsheet::exchange {

namespace {

namespace fs = std::filesystem;
using newsroom::Status;

// Part of every source hash: a reader of exports that changes what it makes of them counts up.
constexpr std::string_view converter_version = "wordpress 3";

constexpr std::size_t most_name_characters = 80;
constexpr std::size_t most_named_attachments = 20; // of an article

bool is_article(WxrItem const& item, ImportOptions const& options)
{
    return item.type == "post" || item.type == "page"
        || std::ranges::find(options.article_types, item.type) != options.article_types.end();
}

// What WordPress keeps beside the texts of a site: pictures, menus, former versions, looks.
bool is_of_the_workings(std::string_view type)
{
    constexpr auto types = std::to_array<std::string_view>({"attachment", "custom_css", "customize_changeset",
        "nav_menu_item", "oembed_cache", "revision", "user_request"});
    return type.starts_with("wp_") || std::ranges::find(types, type) != types.end();
}

// Names of terms and people, which WordPress keeps as HTML and exports as it keeps them.
std::string plain_name(std::string_view name)
{
    return html::decoded(name, html::Place::text);
}

// Plugins that give an article several authors (Co-Authors Plus, PublishPress Authors) keep them as terms of
// this domain, and those without an account as records of this type; the first writes "cap-" before each
// slug.
constexpr std::string_view coauthor_domain = "author";
constexpr std::string_view guest_type = "guest-author";

std::string coauthor_slug(std::string_view slug)
{
    constexpr std::string_view prefix = "cap-";
    return plain_slug(slug.starts_with(prefix) ? slug.substr(prefix.size()) : slug);
}

// Returns the slug of the author that a term names; "" for any other term.
std::string coauthor_in(WxrItem::Term const& term)
{
    return term.domain == coauthor_domain ? coauthor_slug(term.slug) : "";
}

// Polylang keeps which articles are translations of each other as terms of this domain.
constexpr std::string_view translations_domain = "post_translations";

bool is_uncategorized(std::string_view slug) // or that of another language: "uncategorized-ru"
{
    constexpr std::string_view name = "uncategorized";
    return slug == name || (slug.starts_with(name) && slug[name.size()] == '-');
}

// Where a site had the front page of a language, which here may be the first.
std::string front_path(newsroom::Settings const& settings, std::string_view language, std::string_view)
{
    return newsroom::home_path(settings, language);
}

bool is_of_list(WxrItem::Term const& term)
{
    return term.domain == "category" || term.domain == "post_tag" || term.domain == "tag";
}

// Where an upload may lie under a media folder that is `wp-content`, its `uploads`, or the folder above both.
// A resized form (a-300x200.jpg) leads to the original, if it is not there itself.
std::vector<fs::path> media_candidates(std::string_view reference)
{
    constexpr std::string_view uploads = "wp-content/uploads/";
    auto at = reference.find(uploads);
    if (at == std::string_view::npos)
        return {};
    auto decoded = percent_decode(reference.substr(at + uploads.size()));
    std::string path = decoded.ok() ? *decoded : std::string(reference.substr(at + uploads.size()));
    std::vector<std::string> forms{path};
    auto dot = path.rfind('.');
    auto dash = path.rfind('-');
    if (dot != std::string::npos && dash != std::string::npos && dash < dot
        && path.find_first_not_of("0123456789x", dash + 1) == dot)
        forms.push_back(path.substr(0, dash) + path.substr(dot));
    std::vector<fs::path> candidates;
    for (auto const& form : forms)
        for (auto const* folder : {"", "uploads/", "wp-content/uploads/"})
            candidates.emplace_back(folder + form);
    return candidates;
}

// "0000-00-00 00:00:00" stands for no time.
Result<std::optional<UtcMillis>> time_of(std::string_view gmt, std::string_view local)
{
    for (auto written : {gmt, local}) {
        if (written.empty() || written.starts_with("0000"))
            continue;
        auto time = text::parse_iso(written);
        if (!time.ok())
            return std::move(time).error();
        return std::optional<UtcMillis>(*time);
    }
    return std::optional<UtcMillis>();
}

// Records of a type that plugins and themes have added, and no more than that is known of it.
struct PassedOver {
    std::int64_t all = 0;
    std::int64_t published = 0; // with a text
};

// What the first pass keeps: the pictures, the channel, and which names are in use.
struct WordpressIndex {
    WxrChannel channel;
    WordpressPictures pictures;
    WordpressLinks links;
    std::unordered_map<std::string, std::string> category_slugs; // by number
    std::set<std::string> creators; // logins with articles
    std::unordered_map<std::string, std::string> author_names; // by login
    std::map<std::string, std::string> coauthors; // names by slug
    std::unordered_map<std::string, std::string> guests; // likewise, of those without an account
    std::map<std::string, WxrItem::Term> used_terms; // by slug
    std::map<std::string, std::string> meant_languages; // by what articles name
    std::map<std::string, std::int64_t> languages; // how many articles are of each; "": those that name none
    std::map<std::string, std::string> term_languages; // of its articles, by slug; "": several
    std::map<std::string, PassedOver> passed_over; // by type
    std::uint64_t name_bytes = 0; // of these, about

    WordpressIndex(WordpressPictures no_pictures, WordpressLinks no_links)
        : pictures(std::move(no_pictures))
        , links(std::move(no_links))
    {
    }

    static Result<WordpressIndex> read(ImportOptions const& options)
    {
        auto pictures = TRY(WordpressPictures::make());
        WordpressIndex index(std::move(pictures), TRY(WordpressLinks::make()));
        WxrReader reader(options.source, options.limits, options.progress);
        index.channel = TRY(reader.read("Looking through the export", [&](WxrItem item) -> Result<void> {
            if (item.type == "attachment")
                return index.pictures.add(
                    item.id, {item.attachment_url, item.alt, html::plain_text(item.excerpt)});
            if (is_article(item, options))
                return index.take_names(item, options.limits);
            return item.type == guest_type ? index.take_guest(item, options.limits)
                                           : index.pass_over(item, options.limits);
        }));
        index.add_missing_names();
        index.name_coauthors();
        TRY(index.settle_languages());
        for (auto const& term : index.channel.terms)
            if (term.is_category)
                index.category_slugs[term.number] = plain_slug(term.slug);
        return index;
    }

    Result<void> take_names(WxrItem const& item, ImportLimits const& limits)
    {
        auto const language = named_language(item);
        bool const is_gone = item.status == "trash";
        std::uint64_t added = meant_languages.try_emplace(language).second ? language.size() : 0;
        if (!is_gone) {
            TRY(links.add(item, language));
            ++languages[language];
        }
        bool has_coauthors = false;
        for (auto const& term : item.terms) {
            auto const size = sizeof term + 2 * term.slug.size() + term.name.size();
            if (auto const coauthor = coauthor_in(term); !coauthor.empty()) {
                has_coauthors = true;
                added += coauthors.try_emplace(coauthor, term.name).second ? size : 0;
            }
            if (!is_of_list(term))
                continue;
            if (used_terms.try_emplace(term.slug, term).second)
                added += size;
            if (is_gone || language.empty())
                continue;
            if (auto const [known, is_new] = term_languages.try_emplace(term.slug, language); is_new)
                added += term.slug.size() + language.size();
            else if (known->second != language)
                known->second.clear();
        }
        if (!has_coauthors && creators.insert(item.creator).second)
            added += item.creator.size();
        return keep(added, item, limits);
    }

    Result<void> take_guest(WxrItem const& item, ImportLimits const& limits)
    {
        auto const [guest, is_new] = guests.try_emplace(coauthor_slug(item.slug), plain_name(item.title));
        return keep(is_new ? guest->first.size() + guest->second.size() : 0, item, limits);
    }

    Result<void> pass_over(WxrItem const& item, ImportLimits const& limits)
    {
        if (item.type.empty() || item.status == "trash" || is_of_the_workings(item.type))
            return {};
        auto const [found, is_new] = passed_over.try_emplace(item.type);
        ++found->second.all;
        found->second.published += item.status == "publish" && !trimmed(item.content).empty();
        return keep(is_new ? item.type.size() + sizeof(PassedOver) : 0, item, limits);
    }

    Result<void> keep(std::uint64_t bytes, WxrItem const& item, ImportLimits const& limits)
    {
        name_bytes += bytes;
        if (name_bytes > limits.index_bytes)
            return limit_reached(
                fmt::format("line {}: names of tags, authors and types of more than {} bytes", item.line,
                    limits.index_bytes));
        return {};
    }

    void report_passed_over(Report& report) const
    {
        for (auto const& [type, count] : passed_over)
            report.note(fmt::format("type \"{}\"", type),
                fmt::format("its {} records were passed over, {} of them published with a text; "
                            "`--also {}` takes them as articles",
                    count.all, count.published, type));
    }

    // Exports of a part of a site, and those of other programs, leave authors and terms out of their head.
    void add_missing_names()
    {
        for (auto const& term : channel.terms)
            used_terms.erase(term.slug);
        for (auto const& [slug, term] : used_terms)
            if (!slug.empty())
                channel.terms.push_back(
                    {{}, slug, term.name.empty() ? slug : term.name, {}, {}, {}, term.domain == "category"});
        for (auto const& author : channel.authors)
            author_names.try_emplace(author.login, name_of(author));
        for (auto const& login : creators)
            if (!login.empty() && author_names.try_emplace(login, login).second)
                channel.authors.push_back({login, login, {}, {}});
    }

    // From what the articles name to the languages meant.
    Result<void> settle_languages()
    {
        std::map<std::string, std::int64_t> counts;
        for (auto& [name, meant] : meant_languages) {
            meant = language_meant(channel, name);
            counts[meant] += languages[name];
            TRY(links.rename_language(name, meant));
        }
        languages = std::move(counts);
        for (auto& [slug, language] : term_languages)
            language = meant_languages[language];
        return {};
    }

    // The channel has the language in which somebody reads WordPress. Where the articles name theirs, the
    // source is in the first of the newspaper's that they have, or else in that of most of them.
    void take_language_of_articles(newsroom::Settings const& settings)
    {
        std::int64_t most = 0;
        for (auto const& [language, count] : languages)
            if (!language.empty() && count > most) {
                most = count;
                channel.language = language;
            }
        for (auto const& language : settings.languages)
            if (most > 0 && languages.contains(language)) {
                channel.language = language;
                return;
            }
    }

    std::string language_of(WxrItem const& item) const
    {
        auto const found = meant_languages.find(named_language(item));
        return found == meant_languages.end() ? "" : found->second;
    }

    // Their terms have the login for a name.
    void name_coauthors()
    {
        std::unordered_map<std::string, std::string> accounts; // names by what is in the address
        for (auto const& author : channel.authors)
            accounts.try_emplace(nice_name(author.login), name_of(author));
        for (auto& [slug, name] : coauthors) {
            auto const guest = guests.find(slug);
            auto const author = author_names.find(name);
            auto const account = accounts.find(slug);
            if (guest != guests.end() && !guest->second.empty())
                name = guest->second;
            else if (author != author_names.end())
                name = author->second;
            else if (account != accounts.end())
                name = account->second;
            else
                name = name.empty() ? slug : plain_name(name);
        }
    }

    std::string byline_of_coauthor(std::string const& slug) const
    {
        auto const found = coauthors.find(slug);
        return found == coauthors.end() ? "" : text::slugify(found->second);
    }

    // Says which language that of articles is that name none.
    Result<void> settle_unnamed_language(std::string const& language)
    {
        languages[language] += languages[""];
        languages.erase("");
        return links.rename_language("", language);
    }

    std::string language_of_term(std::string const& slug) const
    {
        auto const found = term_languages.find(slug);
        return found == term_languages.end() ? "" : found->second;
    }

    // The slug of a byline: the login itself stays where it is, in the old system.
    std::string byline_of(std::string const& login) const
    {
        auto const name = author_names.find(login);
        return text::slugify(name == author_names.end() ? login : name->second);
    }

    static std::string name_of(WxrChannel::Author const& author)
    {
        if (!author.name.empty())
            return plain_name(author.name);
        auto both = fmt::format("{} {}", author.first_name, author.last_name);
        return both == " " ? author.login : both;
    }
};

Frame frame_of(WordpressIndex const& index, WordpressAddresses const& addresses)
{
    Frame frame;
    std::set<std::string> tags; // slugs that were met
    std::set<std::string> bylines;
    std::int64_t position = 0;
    for (auto const& term : index.channel.terms) {
        newsroom::Tag tag;
        tag.slug = plain_slug(term.slug);
        tag.text = {plain_name(term.name), plain_name(term.description)};
        tag.is_section = term.is_category && term.parent.empty() && !is_uncategorized(tag.slug);
        tag.position = tag.is_section ? position++ : 0;
        if (!tags.insert(tag.slug).second)
            continue;
        auto const path = tag.is_section ? newsroom::section_path : newsroom::tag_path;
        auto const language = index.language_of_term(term.slug);
        auto all_former
            = term.is_category ? addresses.of_category(term) : std::vector{addresses.of_tag(term)};
        for (auto const& [written, meant] : index.meant_languages)
            if (!language.empty() && meant == language)
                all_former.push_back(addresses.in_language(all_former.front(), written));
        for (auto& former : all_former)
            frame.former_lists.push_back({std::move(former), path, tag.slug, language});
        frame.tags.push_back(std::move(tag));
    }
    auto const add_byline = [&](std::string slug, std::string const& name, std::string_view in_address) {
        newsroom::Byline byline;
        byline.slug = std::move(slug);
        byline.text.name = name;
        for (auto const& former : addresses.of_author(in_address)) {
            frame.former_lists.push_back({former, newsroom::byline_path, byline.slug, {}});
            for (auto const& [written, meant] : index.meant_languages)
                if (!meant.empty())
                    frame.former_lists.push_back(
                        {addresses.in_language(former, written), newsroom::byline_path, byline.slug, meant});
        }
        if (bylines.insert(byline.slug).second)
            frame.bylines.push_back(std::move(byline));
    };
    for (auto const& author : index.channel.authors)
        if (index.creators.contains(author.login))
            add_byline(index.byline_of(author.login), WordpressIndex::name_of(author), author.login);
    for (auto const& [slug, name] : index.coauthors)
        add_byline(index.byline_of_coauthor(slug), name, slug);
    for (auto const& [written, meant] : index.meant_languages)
        if (!meant.empty())
            frame.former_lists.push_back(
                {addresses.in_language(fmt::format("{}/", addresses.blog()), written), front_path, {},
                    meant});
    return frame;
}

void apply_settings(
    WordpressIndex const& index, ImportOptions const& options, Report& report, newsroom::Settings& settings)
{
    auto const& named = options.language.empty() ? index.channel.language : options.language;
    take_source_language(settings, named, report);
    auto language = source_language(settings, named);
    if (language.empty())
        language = settings.first_language();
    if (!index.channel.title.empty())
        settings.title[language] = index.channel.title;
    if (!index.channel.description.empty())
        settings.description[language] = index.channel.description;
}

class Converter {
public:
    Converter(WordpressIndex const& index, WordpressAddresses const& addresses, MediaReferences& media,
        ImportOptions const& options, WordpressLinks::PathOfSlug path_of_slug)
        : index_(index)
        , addresses_(addresses)
        , media_(media)
        , options_(options)
        , path_of_slug_(std::move(path_of_slug))
    {
    }

    void convert(WxrItem const& item, ImportedRecord& record) const
    {
        auto title = first_code_points(item.title, most_name_characters);
        record.name = fmt::format("{} \"{}\" ({}), line {}", item.type.empty() ? "item" : item.type, title,
            item.id.empty() ? "no id" : item.id, item.line);
        record.bytes = item.bytes;
        record.article = article(item, record.notes);
    }

private:
    Result<ImportedArticle> article(WxrItem const& item, std::vector<std::string>& notes) const
    {
        ImportedArticle imported;
        auto& article = imported.article;
        if (item.id.empty())
            return invalid("it has no <wp:post_id>");
        if (item.is_too_large)
            return limit_reached(
                fmt::format("it has more than the {} bytes that are read", options_.limits.record_bytes));
        if (constexpr auto most = html::SanitiseLimits().input_bytes; item.content.size() > most)
            return limit_reached(
                fmt::format("its content has {} bytes; at most {} are read", item.content.size(), most));
        article.source = fmt::format("wordpress:{}#{}", index_.channel.base_blog_url, item.id);
        bool is_page = item.type == "page";
        article.kind = is_page ? newsroom::ArticleKind::page : newsroom::ArticleKind::article;
        article.language = index_.language_of(item);
        if (article.language.empty()) {
            article.language = options_.language;
            if (auto const named = named_language(item); !named.empty())
                notes.push_back(fmt::format(
                    "its language \"{}\" is none that is known, so it was taken as of the source's",
                    first_code_points(named, most_name_characters)));
        }
        auto title = TRY(html::sanitise(item.title));
        article.title = html::plain_text(title);
        article.slug = item.slug.empty() ? text::slugify(article.title) : plain_slug(item.slug);
        article.standfirst = html::plain_text(TRY(html::sanitise(item.excerpt)));
        article.featured = item.is_sticky == "1";
        article.meta_title = item.seo_title.find("%%") == std::string::npos ? item.seo_title : "";
        article.meta_description = item.seo_description;
        TRY(take_status(item, imported));
        imported.keep_unsaid = keep_what_wordpress_cannot_say;
        TRY(take_picture(item, article, notes));
        take_terms(item, imported);
        auto const body = TRY(body_of(item, notes));
        auto clean = html::sanitise(TRY(index_.links.lead_on(body, addresses_, path_of_slug_)));
        if (!clean.ok())
            return std::move(clean).error().within("body");
        article.body = media_.rewrite(*clean);
        imported.former_paths = addresses_.of_item(item);
        article.source_hash = hash(imported);
        return imported;
    }

    static Result<void> take_status(WxrItem const& item, ImportedArticle& imported)
    {
        auto& article = imported.article;
        auto published = time_of(item.date_gmt, item.date);
        if (!published.ok())
            return std::move(published).error().within("<wp:post_date_gmt>");
        auto modified = time_of(item.modified_gmt, item.modified);
        if (!modified.ok())
            return std::move(modified).error().within("<wp:post_modified_gmt>");
        article.published_at = *published;
        article.created_at = published->value_or(modified->value_or(0));
        article.updated_at = modified->value_or(article.created_at);
        if (!item.password.empty())
            imported.held_back = "it had a password";
        else if (item.status == "publish" || item.status == "future")
            article.status = item.status == "publish" ? Status::published : Status::scheduled;
        else if (item.status != "draft" && item.status != "pending" && item.status != "auto-draft")
            imported.held_back = fmt::format("its status was \"{}\"", item.status);
        if (article.status == Status::draft)
            article.published_at.reset();
        else if (!article.published_at)
            return invalid("it is published, but has no date");
        return {};
    }

    // Names the pictures of galleries that are not in the export, and were left out.
    Result<std::string> body_of(WxrItem const& item, std::vector<std::string>& notes) const
    {
        Result<void> found_all;
        std::vector<std::string> missing;
        auto body = wordpress_body(item.content, [&](std::string_view id) {
            auto picture = index_.pictures.find(id);
            if (!picture.ok())
                found_all = std::move(picture).error();
            else if (picture->url.empty() && missing.size() <= most_named_attachments)
                missing.emplace_back(first_code_points(id, most_name_characters));
            return picture.ok() ? *picture : WordpressPicture();
        });
        TRY(std::move(found_all));
        bool const are_more = missing.size() > most_named_attachments;
        if (are_more)
            missing.pop_back();
        if (!missing.empty())
            notes.push_back(
                fmt::format("its gallery names attachments that are not in the file and were left "
                            "out: {}{}",
                    fmt::join(missing, ", "), are_more ? " and more" : ""));
        return body;
    }

    Result<void> take_picture(
        WxrItem const& item, newsroom::Article& article, std::vector<std::string>& notes) const
    {
        auto picture = TRY(index_.pictures.find(item.thumbnail));
        if (picture.url.empty()) {
            if (is_number(item.thumbnail) && item.thumbnail != "0")
                notes.push_back(fmt::format(
                    "its lead picture, attachment {}, is not in the file and was left out", item.thumbnail));
            return {};
        }
        article.picture.path = media_.lead_path_of(picture.url);
        article.picture.alt = picture.alt;
        article.picture.caption = escape_html(picture.caption);
        return {};
    }

    // The section is the primary category that plugins keep, or the first one.
    void take_terms(WxrItem const& item, ImportedArticle& imported) const
    {
        if (auto primary = index_.category_slugs.find(item.primary_category);
            primary != index_.category_slugs.end())
            imported.section = primary->second;
        for (auto const& term : item.terms) {
            if (auto const coauthor = coauthor_in(term); !coauthor.empty())
                imported.bylines.push_back(index_.byline_of_coauthor(coauthor));
            if (term.domain == translations_domain)
                imported.article.translation_key = term.slug;
            if (!is_of_list(term))
                continue;
            auto slug = plain_slug(term.slug);
            if (slug.empty() || is_uncategorized(slug))
                continue;
            if (term.domain == "category" && imported.section.empty())
                imported.section = slug;
            imported.tags.push_back(std::move(slug));
        }
        if (imported.bylines.empty() && !item.creator.empty())
            imported.bylines.push_back(index_.byline_of(item.creator));
    }

    // Over every field that is taken, each with its length before it, so that no two articles make one text.
    static std::string hash(ImportedArticle const& imported)
    {
        auto const& article = imported.article;
        std::string text;
        auto const add = [&](std::string_view field) {
            fmt::format_to(std::back_inserter(text), "{}:{}\n", field.size(), field);
        };
        for (auto field : {converter_version, name_of(article.kind), std::string_view(article.language),
                 std::string_view(article.slug), std::string_view(article.title),
                 std::string_view(article.standfirst), std::string_view(article.body),
                 std::string_view(article.picture.path), std::string_view(article.picture.alt),
                 std::string_view(article.picture.caption), name_of(article.status),
                 std::string_view(imported.held_back), std::string_view(article.meta_title),
                 std::string_view(article.meta_description), std::string_view(imported.section)})
            add(field);
        for (auto time : {article.created_at, article.updated_at, article.published_at.value_or(0)})
            add(std::to_string(time));
        add(article.featured ? "featured" : "");
        // Those that have none keep the hash that they had before this was taken.
        if (!article.translation_key.empty())
            add("translations " + article.translation_key);
        for (auto const* names : {&imported.tags, &imported.bylines, &imported.former_paths}) {
            add(std::to_string(names->size()));
            for (auto const& name : *names)
                add(name);
        }
        return to_hex(sha256(text));
    }

    WordpressIndex const& index_;
    WordpressAddresses const& addresses_;
    MediaReferences& media_;
    ImportOptions const& options_;
    WordpressLinks::PathOfSlug path_of_slug_;
};

Result<void> import_items(Converter const& converter, ImportOptions const& options, ArchiveWriter& writer)
{
    WxrReader reader(options.source, options.limits, options.progress);
    return import_records<WxrItem>(
        options, writer,
        [&](auto const& emit) -> Result<void> {
            auto channel = reader.read("Importing", [&](WxrItem item) -> Result<void> {
                if ((!is_article(item, options) && !item.is_too_large) || item.status == "trash")
                    return {};
                auto bytes = item.bytes;
                return emit(std::move(item), bytes);
            });
            return channel.ok() ? Result<void>() : std::move(channel).error();
        },
        [&](WxrItem const& item, ImportedRecord& record) { converter.convert(item, record); });
}

// What came from elsewhere keeps its slug, and the article of the source gets another.
Result<void> leave_out_other_articles(db::Connection& connection, WordpressIndex& index)
{
    for (auto const& [language, count] : index.languages) {
        auto rows = TRY(connection.query(
            "SELECT slug FROM articles WHERE language = $1 AND (source IS NULL OR source NOT LIKE $2)",
            {language, fmt::format("wordpress:{}#%", index.channel.base_blog_url)}));
        while (TRY(rows.next()))
            TRY(index.links.leave_out(language, rows.text(0)));
    }
    return {};
}

// Leads on from the old addresses of all files that this and earlier imports took.
Result<void> lead_to_files(
    ImportTarget const& target, WordpressAddresses const& addresses, ArchiveWriter& writer)
{
    constexpr std::string_view kind = "wordpress:";
    std::vector<newsroom::Redirect> former;
    auto const keep = [&](std::string_view source, newsroom::MediaItem const& item) {
        if (!source.starts_with(kind))
            return;
        auto const reference = source.substr(kind.size(), source.rfind('#') - kind.size());
        if (auto path = addresses.of_upload(reference); !path.empty())
            former.push_back({std::move(path), item.path, true});
    };
    {
        auto connection = TRY(target.database.connect());
        TRY(newsroom::MediaLibrary(*connection).for_each_source(keep));
    }
    return writer.lead_on(former);
}

} // namespace

Result<Report> import_wordpress(ImportTarget const& target, ImportOptions const& options)
{
    Report report;
    auto index = TRY(WordpressIndex::read(options));
    MediaReferences media("wordpress", options, media_candidates);
    WordpressAddresses const addresses(index.channel);
    auto connection = TRY(target.database.connect());
    index.take_language_of_articles(TRY(newsroom::load_settings(*connection)));
    auto frame = frame_of(index, addresses);
    frame.language = index.channel.language;
    frame.apply_settings
        = [&](newsroom::Settings& settings) { apply_settings(index, options, report, settings); };
    ArchiveWriter writer(target, *connection, options, report);
    TRY(writer.write_frame(frame));
    TRY(index.settle_unnamed_language(writer.record_language()));
    TRY(leave_out_other_articles(*connection, index));
    auto const settings = TRY(newsroom::load_settings(*connection));
    Converter converter(
        index, addresses, media, options, [&](std::string_view language, std::string_view slug) {
            return newsroom::article_path(settings, language, slug);
        });
    TRY(import_items(converter, options, writer));
    TRY(lead_to_files(target, addresses, writer));
    if (auto const count = index.channel.control_characters; count > 0)
        report.note(options.source.filename().string(),
            fmt::format("{} control characters, which XML forbids, were dropped, the first in line {}", count,
                index.channel.first_control_line));
    index.report_passed_over(report);
    media.report_missing(report);
    return report;
}

} // namespace broadsheet::exchange
