#include "workflow/content.h"

#include "base/ascii.h"
#include "html/directions.h"
#include "html/sanitise.h"
#include "newsroom/articles.h"
#include "newsroom/settings.h"
#include "text/direction.h"
#include "text/slug.h"
#include "text/words.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace broadsheet::workflow {

namespace {

using newsroom::Article;
using newsroom::Byline;
using newsroom::Number;
using newsroom::Tag;

std::vector<std::string> split_at_commas(std::string_view list)
{
    std::vector<std::string> names;
    while (!list.empty()) {
        auto const name = trimmed(list.substr(0, list.find(',')));
        if (!name.empty())
            names.emplace_back(name);
        list.remove_prefix(std::min(list.find(','), list.size()));
        list.remove_prefix(std::min<std::size_t>(1, list.size()));
    }
    return names;
}

// Returns the name, or the slug where the name could not be told apart in a list.
template <typename Record>
std::string_view listed_name(Record const& record, std::string_view language)
{
    std::string_view const name = record.in(language).name;
    return name.find(',') == name.npos ? name : std::string_view(record.slug);
}

template <typename Record>
std::string joined(
    std::vector<Number> const& numbers, std::vector<Record> const& all, std::string_view language)
{
    std::string list;
    for (auto number : numbers) {
        auto const found = std::ranges::find(all, number, &Record::number);
        if (found != all.end())
            list += fmt::format("{}{}", list.empty() ? "" : ", ", listed_name(*found, language));
    }
    return list;
}

// Returns whether the record has this name in any language, or this slug.
template <typename Record>
bool is_named(Record const& record, std::string_view name, std::string const& folded)
{
    return record.slug == name || text::fold(record.text.name) == folded
        || std::ranges::any_of(record.translations,
            [&](auto const& translation) { return text::fold(translation.second.name) == folded; });
}

template <typename Record>
Record const* find_named(std::vector<Record> const& all, std::string_view name)
{
    auto const folded = text::fold(name);
    auto const found
        = std::ranges::find_if(all, [&](Record const& record) { return is_named(record, name, folded); });
    return found == all.end() ? nullptr : &*found;
}

void take_texts(Article& article, Content const& content)
{
    article.title = trimmed(content.title);
    article.standfirst = trimmed(content.standfirst);
    article.body = content.body;
    article.picture = {std::string(trimmed(content.picture)), content.picture_alt, content.picture_caption,
        content.picture_credit};
    article.translation_key = trimmed(content.translation_key);
    article.canonical_url = trimmed(content.canonical_url);
    article.no_appeal = content.no_appeal == "1";
    article.featured = content.featured == "1";
    article.template_name = trimmed(content.template_name);
    article.meta_title = content.seo_title;
    article.meta_description = content.seo_description;
}

Result<Tag> make_tag(newsroom::Change& change, std::string const& name)
{
    Tag tag;
    tag.text.name = name;
    tag.slug = text::slugify(name);
    if (TRY(newsroom::Tags(change.connection()).by_slug(tag.slug)))
        tag.slug += "-" + change.random().hex(3);
    tag.number = TRY(newsroom::Tags::save(change, tag));
    return tag;
}

Result<void> take_section(std::vector<Tag> const& all, Article& article, std::string_view slug)
{
    article.tags.clear();
    article.section.reset();
    if (slug.empty())
        return {};
    auto const found = std::ranges::find(all, slug, &Tag::slug);
    if (found == all.end() || !found->is_section)
        return invalid(fmt::format("section: there is none called \"{}\"", slug));
    article.section = found->number;
    article.tags.push_back(found->number);
    return {};
}

// Takes those that exist, and returns the names of those that do not.
template <typename Record>
std::vector<std::string> take_names(
    std::vector<Record> const& all, std::string_view list, std::vector<Number>& taken)
{
    std::vector<std::string> unknown;
    for (auto& name : split_at_commas(list))
        if (auto const* record = find_named(all, name))
            taken.push_back(record->number);
        else
            unknown.push_back(std::move(name));
    return unknown;
}

Result<void> make_tags(
    newsroom::Change& change, std::vector<Tag>& all, std::vector<std::string> const& names, Article& article)
{
    for (auto const& name : names) {
        auto const* tag = find_named(all, name); // the same name twice
        if (!tag)
            tag = &all.emplace_back(TRY(make_tag(change, name)));
        article.tags.push_back(tag->number);
    }
    return {};
}

} // namespace

std::string to_json(Content const& content)
{
    boost::json::object object;
    for (auto const& field : content_fields)
        if (!(content.*field.text).empty())
            object[field.name] = content.*field.text;
    return boost::json::serialize(object);
}

Result<Content> content_from_json(std::string_view json)
{
    boost::system::error_code error;
    auto const value = boost::json::parse(json, error);
    if (error || !value.is_object())
        return Error{ErrorCode::internal, "a working copy in the database is no JSON object"};
    Content content;
    for (auto const& field : content_fields)
        if (auto const* text = value.get_object().if_contains(field.name); text && text->is_string())
            content.*field.text = text->get_string();
    return content;
}

Result<CleanContent> sanitised(Content content)
{
    content.body
        = html::with_directions(TRY(html::sanitise(content.body)), text::direction_of(content.language));
    content.picture_caption = TRY(html::sanitise(content.picture_caption));
    return CleanContent(std::move(content));
}

Content content_of(
    Article const& article, std::vector<Tag> const& all_tags, std::vector<Byline> const& all_bylines)
{
    Content content;
    content.title = article.title;
    content.standfirst = article.standfirst;
    content.body = article.body;
    content.language = article.language;
    content.slug = article.slug;
    auto tags = article.tags;
    if (article.section) {
        std::erase(tags, *article.section);
        auto const section = std::ranges::find(all_tags, *article.section, &Tag::number);
        content.section = section == all_tags.end() ? "" : section->slug;
    }
    content.tags = joined(tags, all_tags, article.language);
    content.bylines = joined(article.bylines, all_bylines, article.language);
    content.picture = article.picture.path;
    content.picture_alt = article.picture.alt;
    content.picture_caption = article.picture.caption;
    content.picture_credit = article.picture.credit;
    content.translation_key = article.translation_key;
    content.canonical_url = article.canonical_url;
    content.no_appeal = article.no_appeal ? "1" : "";
    content.featured = article.featured ? "1" : "";
    content.template_name = article.template_name;
    content.seo_title = article.meta_title;
    content.seo_description = article.meta_description;
    return content;
}

Result<Content> content_of(db::Connection& connection, Article const& article)
{
    return content_of(
        article, TRY(newsroom::Tags(connection).all()), TRY(newsroom::Bylines(connection).all()));
}

std::string with_byline_renamed(std::string_view list, Byline const& byline, std::string_view to)
{
    std::string renamed;
    for (auto const& name : split_at_commas(list))
        renamed += fmt::format("{}{}", renamed.empty() ? "" : ", ",
            is_named(byline, name, text::fold(name)) ? to : std::string_view(name));
    return renamed;
}

Result<Article> with_content(
    newsroom::Change& change, Article article, CleanContent const& typed, SetAside* set_aside)
{
    auto const& content = *typed;
    auto& connection = change.connection();
    auto const settings = TRY(newsroom::load_settings(connection));
    if (std::ranges::find(settings.languages, content.language) == settings.languages.end())
        return invalid(fmt::format("language: the newspaper has none called \"{}\"", content.language));
    article.language = content.language;
    take_texts(article, content);
    auto const slug = std::string(trimmed(content.slug));
    article.slug = !slug.empty()
        ? slug
        : TRY(newsroom::Articles::free_slug(change, article, text::slugify(article.title)));
    auto tags = TRY(newsroom::Tags(connection).all());
    TRY(take_section(tags, article, content.section));
    auto unknown_tags = take_names(tags, content.tags, article.tags);
    article.bylines.clear();
    auto unknown_bylines
        = take_names(TRY(newsroom::Bylines(connection).all()), content.bylines, article.bylines);
    if (set_aside)
        *set_aside = {std::move(unknown_tags), std::move(unknown_bylines)};
    else if (!unknown_bylines.empty())
        return invalid(fmt::format("bylines: there is none called \"{}\": add it on the page Bylines first",
            fmt::join(unknown_bylines, "\", \"")));
    else
        TRY(make_tags(change, tags, unknown_tags, article));
    return article;
}

Result<Article> preview_of(db::Connection& connection, Article article, Content const& content, UtcMillis now)
{
    auto const settings = TRY(newsroom::load_settings(connection));
    if (std::ranges::find(settings.languages, content.language) != settings.languages.end())
        article.language = content.language;
    take_texts(article, content);
    auto const tags = TRY(newsroom::Tags(connection).all());
    (void)take_section(tags, article, content.section);
    take_names(tags, content.tags, article.tags);
    article.bylines.clear();
    take_names(TRY(newsroom::Bylines(connection).all()), content.bylines, article.bylines);
    article.status = newsroom::Status::published;
    article.published_at = std::min(article.published_at.value_or(now), now);
    return article;
}

} // namespace broadsheet::workflow
