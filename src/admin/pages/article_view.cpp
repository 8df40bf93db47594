#include "admin/pages/article_view.h"

#include "admin/pages/readership_view.h"
#include "admin/stores.h"
#include "admin/work.h"
#include "base/whole_number.h"
#include "html/paragraphs.h"
#include "html/plain_text.h"
#include "newsroom/paths.h"
#include "text/direction.h"
#include "workflow/notes.h"
#include "workflow/previews.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;
using workflow::Piece;

constexpr std::size_t words_a_minute = 200;

std::string with_our_line_ends(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] != '\r')
            result += text[at];
        else if (at + 1 == text.size() || text[at + 1] != '\n')
            result += '\n';
    return result;
}

Value rights_fields(Piece const& piece)
{
    using newsroom::Status;
    auto const& rights = piece.rights;
    auto const status = piece.article.status;
    bool const is_draft = status == Status::draft;
    bool const is_ready = piece.progress.stage == workflow::Stage::ready;
    bool const is_writing = piece.progress.stage == workflow::Stage::writing;
    return Value::make<Map>(Map{{"edit", rights.edit}, {"direct", rights.direct},
        {"submit", rights.edit && is_draft && is_writing}, {"ready", rights.publish && is_draft && !is_ready},
        {"send_back", rights.direct && is_draft && !is_writing},
        {"publish", rights.publish && (is_draft || status == Status::scheduled)},
        {"republish", rights.publish && status == Status::withdrawn},
        {"schedule", rights.publish && (is_draft || status == Status::scheduled)},
        {"unschedule", rights.publish && status == Status::scheduled},
        {"withdraw", rights.publish && status == Status::published},
        {"amend", rights.publish && status == Status::published}, {"delete", rights.edit && is_draft}});
}

Value options(std::vector<std::pair<std::string, std::string>> const& all, std::string_view chosen)
{
    Array rows;
    for (auto const& [value, label] : all)
        rows.push_back(
            Value::make<Map>(Map{{"value", value}, {"label", label}, {"is_chosen", value == chosen}}));
    return Value::make<Array>(std::move(rows));
}

Result<void> set_choices(
    Map& fields, Visit const& visit, newsroom::Settings const& settings, workflow::Content const& content)
{
    std::vector<std::pair<std::string, std::string>> languages, sections, names, people;
    for (auto const& language : settings.languages)
        languages.emplace_back(language, text::native_language_name(language));
    Array tags;
    for (auto const& tag : TRY(newsroom::Tags(visit.connection).all()))
        if (tag.is_section)
            sections.emplace_back(tag.slug, tag.in(content.language).name);
        else
            tags.push_back(Value(tag.in(content.language).name));
    for (auto const& byline : TRY(newsroom::Bylines(visit.connection).all()))
        names.emplace_back(byline.slug, byline.in(content.language).name);
    for (auto const& person : TRY(accounts(visit).all()))
        if (!person.is_suspended)
            people.emplace_back(person.id, person.name);
    fields.set("has_languages", languages.size() > 1);
    fields.set("languages", options(languages, content.language));
    fields.set("sections", options(sections, content.section));
    fields.set("all_bylines", options(names, ""));
    fields.set("all_tags", Value::make<Array>(std::move(tags)));
    fields.set("people", options(people, visit.account().id));
    return {};
}

// What stands beside the form.
Result<void> set_beside(Map& fields, Visit const& visit, Piece const& piece, workflow::Content const& content)
{
    auto const& [services, connection] = std::tie(visit.services, visit.connection);
    auto const number = piece.article.number;
    auto const text = html::plain_text(content.body);
    Array notes;
    for (auto const& note : TRY(workflow::Notes(connection, services.clock, services.random).of(number)))
        notes.push_back(Value::make<Map>(Map{{"id", note.id}, {"author", note.author}, {"at", note.at},
            {"quote", note.quote}, {"text", note.text}, {"is_resolved", note.resolved_at.has_value()},
            {"resolved_by", note.resolved_by},
            {"is_lost",
                !note.quote.empty() && text.find(note.quote) == text.npos
                    && content.title.find(note.quote) == std::string::npos
                    && content.standfirst.find(note.quote) == std::string::npos}}));
    Array previews;
    for (auto const& preview :
        TRY(workflow::Previews(connection, services.clock, services.random).of(number)))
        previews.push_back(Value::make<Map>(
            Map{{"id", preview.id}, {"made_by", preview.made_by}, {"expires_at", preview.expires_at}}));
    Array assigned;
    for (auto account : TRY(workflow::Desk(connection).assigned(number))) {
        auto const person = TRY(accounts(visit).by_number(account));
        assigned.push_back(Value::make<Map>(Map{{"id", person.id}, {"name", person.name}}));
    }
    Array corrections;
    for (auto const& correction : piece.article.corrections)
        corrections.push_back(Value::make<Map>(Map{{"at", correction.corrected_at}, {"text", correction.text},
            {"is_retraction", correction.is_retraction}}));
    fields.set("notes", Value::make<Array>(std::move(notes)));
    fields.set("preview_count", static_cast<std::int64_t>(previews.size()));
    fields.set("previews", Value::make<Array>(std::move(previews)));
    fields.set("assigned", Value::make<Array>(std::move(assigned)));
    fields.set("corrections", Value::make<Array>(std::move(corrections)));
    auto const words = html::count_words(text);
    fields.set("word_count", static_cast<std::int64_t>(words));
    fields.set("minutes", static_cast<std::int64_t>((words + words_a_minute - 1) / words_a_minute));
    return {};
}

// Of what readers have been able to read.
Result<void> set_readership(Map& fields, Visit const& visit, newsroom::Article const& article)
{
    if (article.status != newsroom::Status::published && article.status != newsroom::Status::withdrawn)
        return {};
    newsroom::Readership const readership(visit.connection);
    auto const days = TRY(readership.days_of(article.number, visit.services.clock.now(), plotted_days));
    fields.set("views", TRY(readership.total_of(article.number)));
    fields.set("readership", TRY(readership_fields(visit, days)));
    return {};
}

Result<void> set_lock(Map& fields, Visit const& visit, Piece const& piece)
{
    auto const lock = TRY(workflow::EditLocks(visit.connection, visit.services.clock)
                              .look(piece.article.number, *visit.session));
    if (lock.holder.empty() || lock.is_mine)
        return {};
    fields.set("held_by", lock.holder);
    fields.set("held_since", lock.since);
    return {};
}

} // namespace

workflow::Content content_of_form(Visit const& visit)
{
    workflow::Content content;
    for (auto const& field : workflow::content_fields)
        content.*field.text = with_our_line_ends(visit.field(field.name));
    // The editor's script sends HTML, though it be text alone.
    if (!visit.wants_json())
        content.body = html::paragraphs_of(std::move(content.body));
    return content;
}

workflow::WorkingCopies::Version version_in_form(Visit const& visit)
{
    return whole_number(visit.field("version")).value_or(0);
}

void set_head(Map& fields, Visit const& visit, Piece const& piece)
{
    auto const& article = piece.article;
    fields.set("id", article.id);
    fields.set("page_title", article.title);
    fields.set("article_title", article.title);
    fields.set("article_language", article.language);
    fields.set("article_direction", std::string(text::direction_of(article.language)));
    fields.set("is_page", article.kind == newsroom::ArticleKind::page);
    fields.set("state", visit.translated(state_label(article.status, piece.progress.stage)));
    fields.set("state_name",
        std::string(article.status == newsroom::Status::draft ? name_of(piece.progress.stage)
                                                              : name_of(article.status)));
    fields.set("is_published", article.status == newsroom::Status::published);
    fields.set("is_scheduled", article.status == newsroom::Status::scheduled);
    fields.set("published_at", article.published_at.value_or(0));
    fields.set("may", rights_fields(piece));
}

Result<Map> article_fields(Visit const& visit, Piece const& piece, Typed const& typed)
{
    auto const& article = piece.article;
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    auto const newest = TRY(workflow::WorkingCopies(visit.connection, visit.services.clock).state(article));
    Map fields;
    set_head(fields, visit, piece);
    for (auto const& field : workflow::content_fields)
        fields.set(field.name, typed.content.*field.text);
    fields.set("direction", std::string(text::direction_of(typed.content.language)));
    fields.set("version", typed.version);
    fields.set("is_unsaved", !newest.is_article);
    fields.set("is_behind", newest.is_behind);
    fields.set("saved_by", newest.saved_by);
    fields.set("saved_at", newest.saved_at);
    fields.set("zone", std::string(zone.name()));
    fields.set("is_in_review",
        article.status == newsroom::Status::draft && piece.progress.stage != workflow::Stage::ready);
    if (piece.progress.sent_back_at && article.status == newsroom::Status::draft) {
        fields.set("sent_back_at", *piece.progress.sent_back_at);
        if (piece.progress.sent_back_by)
            fields.set("sent_back_by", TRY(accounts(visit).by_number(*piece.progress.sent_back_by)).name);
    }
    auto const now = visit.services.clock.now();
    auto const at = article.status == newsroom::Status::scheduled ? *article.published_at
                                                                  : (now / 3'600'000 + 1) * 3'600'000;
    fields.set("publish_at", local_time(at, zone));
    fields.set("due_at", piece.progress.due_at.value_or(0));
    fields.set("due_local", piece.progress.due_at ? local_time(*piece.progress.due_at, zone) : "");
    if (article.status == newsroom::Status::published)
        fields.set("path", newsroom::article_path(settings, article.language, article.slug));
    TRY(set_choices(fields, visit, settings, typed.content));
    TRY(set_beside(fields, visit, piece, typed.content));
    TRY(set_lock(fields, visit, piece));
    TRY(set_readership(fields, visit, article));
    return fields;
}

Result<Map> article_fields(Visit const& visit, Piece const& piece)
{
    auto newest = TRY(workflow::WorkingCopies(visit.connection, visit.services.clock).find(piece.article));
    return article_fields(visit, piece, {std::move(newest.content), newest.version});
}

} // namespace broadsheet::admin
