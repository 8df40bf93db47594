#include "exchange/frame_writer.h"

#include "exchange/acceptable_settings.h"
#include "exchange/former_addresses.h"
#include "exchange/newsletter_writer.h"
#include "exchange/record_error.h"
#include "exchange/source_language.h"
#include "newsroom/appeals.h"
#include "newsroom/articles.h"
#include "newsroom/paths.h"

#include <algorithm>
#include <fmt/ranges.h>

namespace broadsheet::exchange {

namespace {

class FrameWriter {
public:
    FrameWriter(newsroom::Change& change, Frame const& source, ImportOptions const& options, Report& report)
        : change_(change)
        , source_(source)
        , options_(options)
        , report_(report)
    {
    }

    Result<WrittenFrame> write()
    {
        TRY(write_settings());
        frame_.record_language = record_language();
        TRY(write_tags());
        TRY(write_bylines());
        TRY(write_redirects());
        TRY(write_appeals());
        frame_.source_kind = source_.source_kind;
        frame_.sources = source_.sources;
        frame_.newsletters = TRY(write_newsletters(change_, source_.newsletters, report_));
        return std::move(frame_);
    }

private:
    Result<void> check_theme(std::string const& name) const;
    Result<void> write_settings();
    std::string record_language() const;
    Result<void> write_tags();
    Result<void> write_tag(newsroom::Tag const&);
    Result<void> write_bylines();
    Result<void> write_byline(newsroom::Byline const&);
    Result<void> take_number(
        Result<newsroom::Number> saved, NumbersBySlug&, std::string_view what, std::string const& slug);
    Result<void> write_redirects();
    Result<void> write_appeals();

    newsroom::Change& change_;
    Frame const& source_;
    ImportOptions const& options_;
    Report& report_;
    WrittenFrame frame_;
};

std::string FrameWriter::record_language() const
{
    if (!options_.language.empty())
        return options_.language;
    auto const named = source_language(frame_.settings, source_.language);
    bool const is_here
        = std::ranges::find(frame_.settings.languages, named) != frame_.settings.languages.end();
    return is_here ? named : frame_.settings.first_language();
}

Result<void> FrameWriter::check_theme(std::string const& name) const
{
    if (options_.themes.empty() || name == frame_.settings.theme
        || std::ranges::find(options_.themes, name) != options_.themes.end())
        return {};
    return invalid(
        fmt::format("theme: there is no \"{}\"; there are: {}", name, fmt::join(options_.themes, ", ")));
}

Result<void> FrameWriter::write_settings()
{
    frame_.settings = TRY(newsroom::load_settings(change_.connection()));
    if (!source_.apply_settings || options_.settings == TakeSettings::never)
        return {};
    if (options_.settings == TakeSettings::when_empty
        && !TRY(newsroom::Articles(change_.connection()).after(0, 1)).empty())
        return {};
    auto wanted = frame_.settings;
    source_.apply_settings(wanted);
    // The address is this newspaper's own, once it has one: an archive often comes from another.
    if (options_.settings != TakeSettings::always && frame_.settings.url != newsroom::no_address_yet)
        wanted.url = frame_.settings.url;
    if (auto const theme = check_theme(wanted.theme); !theme.ok()) {
        report_.refuse("settings", theme.error().message);
        wanted.theme = frame_.settings.theme;
    }
    wanted = acceptable_settings(frame_.settings, std::move(wanted), report_);
    if (wanted == frame_.settings)
        return {};
    TRY(newsroom::save_settings(change_, wanted));
    frame_.settings = std::move(wanted);
    return {};
}

Result<void> FrameWriter::write_tags()
{
    std::unordered_map<std::string, newsroom::Tag> earlier;
    for (auto& tag : TRY(newsroom::Tags(change_.connection()).all())) {
        frame_.tags.emplace(tag.slug, tag.number);
        earlier.emplace(tag.slug, std::move(tag));
    }
    for (auto tag : source_.tags) {
        if (auto const found = earlier.find(tag.slug); found != earlier.end()) {
            tag.number = found->second.number;
            tag.id = found->second.id;
            if (tag.translations.empty())
                tag.translations = found->second.translations;
            if (!source_.knows_sections) {
                tag.is_section = found->second.is_section;
                tag.position = found->second.position;
            }
        }
        TRY(write_tag(tag));
    }
    for (auto const& tag : source_.named_tags)
        if (!frame_.tags.contains(tag.slug))
            TRY(write_tag(tag));
    return {};
}

Result<void> FrameWriter::write_tag(newsroom::Tag const& tag)
{
    return take_number(newsroom::Tags::save(change_, tag), frame_.tags, "tag", tag.slug);
}

Result<void> FrameWriter::write_bylines()
{
    std::unordered_map<std::string, newsroom::Byline> earlier;
    for (auto& byline : TRY(newsroom::Bylines(change_.connection()).all())) {
        frame_.bylines.emplace(byline.slug, byline.number);
        earlier.emplace(byline.slug, std::move(byline));
    }
    for (auto byline : source_.bylines) {
        if (auto const found = earlier.find(byline.slug); found != earlier.end()) {
            byline.number = found->second.number;
            byline.id = found->second.id;
            if (byline.translations.empty())
                byline.translations = found->second.translations;
        }
        TRY(write_byline(byline));
    }
    for (auto const& byline : source_.named_bylines)
        if (!frame_.bylines.contains(byline.slug))
            TRY(write_byline(byline));
    return {};
}

Result<void> FrameWriter::write_byline(newsroom::Byline const& byline)
{
    if (auto const redacted = TRY(newsroom::Bylines(change_.connection()).redacted_from(byline.slug))) {
        frame_.bylines.insert_or_assign(byline.slug, *redacted);
        return {};
    }
    return take_number(newsroom::Bylines::save(change_, byline), frame_.bylines, "author", byline.slug);
}

// Knows what was saved by its slug, or reports why it could not be.
Result<void> FrameWriter::take_number(
    Result<newsroom::Number> saved, NumbersBySlug& numbers, std::string_view what, std::string const& slug)
{
    if (!saved.ok())
        return refuse_record(report_, fmt::format("{} \"{}\"", what, slug), std::move(saved).error());
    numbers.insert_or_assign(slug, *saved);
    return {};
}

Result<void> FrameWriter::write_redirects()
{
    for (auto const& redirect : source_.redirects) {
        if (auto saved = newsroom::Redirects::save(change_, redirect); !saved.ok())
            TRY(refuse_record(report_, fmt::format("redirect {}", redirect.from), std::move(saved).error()));
    }
    for (auto const& list : source_.former_lists) {
        // Where a redacted byline once was, nothing tells whose it is.
        if (list.path_of == newsroom::byline_path
            && TRY(newsroom::Bylines(change_.connection()).redacted_from(list.slug)))
            continue;
        auto const& language = list.language.empty() ? frame_.record_language : list.language;
        TRY(lead_on(change_, {list.from, list.path_of(frame_.settings, language, list.slug), true}));
    }
    return {};
}

// One that is there already is as the newsroom has left it.
Result<void> FrameWriter::write_appeals()
{
    for (auto const& appeal : source_.appeals) {
        if (TRY(newsroom::Appeals(change_.connection()).by_slug(appeal.slug)))
            continue;
        if (auto saved = newsroom::Appeals::save(change_, appeal); !saved.ok())
            TRY(refuse_record(report_, fmt::format("appeal \"{}\"", appeal.slug), std::move(saved).error()));
    }
    return {};
}

} // namespace

Result<WrittenFrame> write_frame(
    newsroom::Change& change, Frame const& frame, ImportOptions const& options, Report& report)
{
    return FrameWriter(change, frame, options, report).write();
}

} // namespace broadsheet::exchange
