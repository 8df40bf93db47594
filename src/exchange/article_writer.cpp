#include "exchange/article_writer.h"

#include "exchange/former_addresses.h"
#include "exchange/unsaid.h"
#include "newsroom/articles.h"
#include "newsroom/paths.h"
#include "newsroom/source_status.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

std::string_view done_by_the_newsroom(newsroom::Status status)
{
    return status == newsroom::Status::draft ? "unpublished" : newsroom::name_of(status);
}

class ArticleWriter {
public:
    ArticleWriter(newsroom::Change& change, ImportedArticle imported, WrittenFrame& frame)
        : change_(change)
        , imported_(std::move(imported))
        , frame_(frame)
    {
    }

    Result<WrittenArticle> write();

private:
    Result<bool> find_earlier();
    Result<bool> find_renamed();
    Result<void> settle_language();
    void settle_status();
    Result<void> keep_what_is_ours();
    Result<void> keep_status(newsroom::Article const& here);
    Result<void> choose_slug();
    void resolve_names();
    Result<bool> is_up_to_date() const;

    newsroom::Change& change_;
    ImportedArticle imported_;
    newsroom::Article& article_ = imported_.article;
    WrittenFrame& frame_;
    WrittenArticle written_;
};

Result<WrittenArticle> ArticleWriter::write()
{
    if (TRY(find_earlier()))
        return std::move(written_);
    TRY(settle_language());
    settle_status();
    auto const source_status = article_.status;
    if (!imported_.is_ours)
        TRY(keep_what_is_ours());
    TRY(choose_slug());
    resolve_names();
    if (imported_.is_ours && TRY(is_up_to_date()))
        return std::move(written_);
    written_.outcome
        = article_.number != 0 ? WrittenArticle::Outcome::updated : WrittenArticle::Outcome::imported;
    auto const number = TRY(newsroom::Articles::save(change_, article_, imported_.facts));
    TRY(newsroom::note_source_status(change_, number, source_status));
    for (auto& note : TRY(lead_here(change_, frame_.settings, imported_)))
        written_.notes.push_back(std::move(note));
    return std::move(written_);
}

// An article is found by its source, or by an id it brought along. Returns whether it came from the same
// source record as it is now.
Result<bool> ArticleWriter::find_earlier()
{
    newsroom::Articles articles(change_.connection());
    if (auto earlier = TRY(articles.by_source(article_.source))) {
        article_.number = earlier->number;
        article_.id = earlier->id;
        return !imported_.is_ours && earlier->source_hash == article_.source_hash;
    }
    if (TRY(find_renamed()) || article_.id.empty())
        return false;
    auto same_id = articles.by_id(article_.id);
    if (!same_id.ok())
        return same_id.error().code == ErrorCode::not_found ? Result<bool>(false)
                                                            : std::move(same_id).error();
    article_.number = same_id->number;
    return false;
}

// A record whose name has changed is known by its address, and its title or time, where the former name is
// gone.
Result<bool> ArticleWriter::find_renamed()
{
    if (frame_.source_kind.empty())
        return false;
    auto const here = newsroom::Articles(change_.connection()).by_slug(article_.language, article_.slug);
    if (!here.ok())
        return here.error().code == ErrorCode::not_found ? Result<bool>(false) : here.error();
    bool const is_gone
        = here->source.starts_with(frame_.source_kind) && !frame_.sources.contains(here->source);
    bool const is_same = here->kind == article_.kind
        && (here->title == article_.title
            || (article_.published_at && here->published_at == article_.published_at));
    if (!is_gone || !is_same)
        return false;
    article_.number = here->number;
    article_.id = here->id;
    written_.notes.push_back(
        fmt::format("it is what {} was before", here->source.substr(frame_.source_kind.size())));
    return true;
}

Result<void> ArticleWriter::settle_language()
{
    if (std::ranges::find(frame_.settings.languages, article_.language) != frame_.settings.languages.end())
        return {};
    if (text::three_letter_language(article_.language) == "und") // a slip, or one nobody here reads
        return invalid(fmt::format("language: \"{}\" is none that is known; if it is one, add it in the "
                                   "settings first",
            article_.language));
    auto wanted = frame_.settings;
    wanted.languages.push_back(article_.language);
    wanted.title.emplace(article_.language, frame_.settings.title_in(frame_.settings.first_language()));
    TRY(newsroom::save_settings(change_, wanted));
    frame_.settings = std::move(wanted);
    frame_.added_languages.try_emplace(article_.language);
    return {};
}

void ArticleWriter::settle_status()
{
    auto now = change_.clock().now();
    if (article_.status == newsroom::Status::published && article_.published_at.value_or(0) > now) {
        article_.status = newsroom::Status::scheduled;
        written_.notes.emplace_back("published in the future, so it is scheduled");
    } else if (article_.status == newsroom::Status::scheduled && article_.published_at.value_or(now) <= now) {
        article_.status = newsroom::Status::published;
        written_.notes.emplace_back("scheduled for a time that has passed, so it is published");
    }
}

Result<void> ArticleWriter::keep_what_is_ours()
{
    if (article_.number == 0) {
        if (!imported_.held_back.empty())
            written_.notes.push_back(fmt::format("{}, so it is a draft", imported_.held_back));
        return {};
    }
    auto const here = TRY(newsroom::Articles(change_.connection()).by_number(article_.number));
    if (imported_.keep_unsaid)
        imported_.keep_unsaid(here, article_);
    if (auto const kept = keep_corrections(here, article_); kept > 0)
        written_.notes.push_back(fmt::format("{} of its corrections were made here and were kept", kept));
    return keep_status(here);
}

// What was taken off the site here must not come back with the next run, nor what was published here go.
Result<void> ArticleWriter::keep_status(newsroom::Article const& here)
{
    bool const is_held_back = !imported_.held_back.empty();
    if (is_held_back)
        written_.notes.push_back(fmt::format(
            "{}; it stays what it is here: {}", imported_.held_back, newsroom::name_of(here.status)));
    else if (here.status == article_.status
        || here.status == TRY(newsroom::source_status_of(change_.connection(), here.number)))
        return {};
    else
        written_.notes.push_back(
            fmt::format("it was {} here, and stays so", done_by_the_newsroom(here.status)));
    article_.status = here.status;
    article_.published_at = here.published_at;
    return {};
}

Result<void> ArticleWriter::choose_slug()
{
    auto slug = TRY(newsroom::Articles::free_slug(change_, article_, article_.slug));
    if (slug != article_.slug)
        written_.notes.push_back(fmt::format("the slug \"{}\" is {}, so it is now \"{}\"", article_.slug,
            newsroom::is_reserved_slug(article_.slug) ? "one the newspaper needs itself" : "taken", slug));
    article_.slug = std::move(slug);
    return {};
}

void ArticleWriter::resolve_names()
{
    auto resolve = [&](auto const& names, auto const& known, auto& numbers, std::string_view what) {
        for (auto const& name : names) {
            auto found = known.find(name);
            if (found == known.end())
                written_.notes.push_back(
                    fmt::format("its {} \"{}\" is not known and was left out", what, name));
            else if (std::ranges::find(numbers, found->second) == numbers.end())
                numbers.push_back(found->second);
        }
    };
    resolve(imported_.tags, frame_.tags, article_.tags, "tag");
    resolve(imported_.bylines, frame_.bylines, article_.bylines, "author");
    auto section = frame_.tags.find(imported_.section);
    if (section == frame_.tags.end())
        return;
    article_.section = section->second;
    if (std::ranges::find(article_.tags, section->second) == article_.tags.end())
        article_.tags.insert(article_.tags.begin(), section->second);
}

// Whether the article stands here as it was exported, or has been changed here since.
Result<bool> ArticleWriter::is_up_to_date() const
{
    if (article_.number == 0)
        return false;
    auto earlier = TRY(newsroom::Articles(change_.connection()).by_number(article_.number));
    return earlier == article_ || earlier.updated_at > article_.updated_at;
}

} // namespace

Result<WrittenArticle> write_article(newsroom::Change& change, ImportedArticle imported, WrittenFrame& frame)
{
    return ArticleWriter(change, std::move(imported), frame).write();
}

} // namespace broadsheet::exchange
