#include "exchange/media_references.h"

#include "base/encoding.h"
#include "exchange/markup.h"
#include "html/characters.h"
#include "html/tokeniser.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

bool is_inside(std::filesystem::path const& path, std::filesystem::path const& folder)
{
    auto relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

std::string_view without_query(std::string_view reference)
{
    return reference.substr(0, reference.find_first_of("?#"));
}

// Returns a relative reference as a path of the source; an absolute one as it is.
std::string rooted(std::string_view reference, std::string_view folder)
{
    if (reference.empty() || reference[0] == '/' || reference.find(':') != std::string_view::npos)
        return std::string(reference);
    auto decoded = percent_decode(reference);
    auto path = std::filesystem::path(folder) / (decoded.ok() ? *decoded : std::string(reference));
    return path.lexically_normal().generic_string();
}

bool names_a_file(std::string_view attribute)
{
    return attribute == "src" || attribute == "href" || attribute == "poster";
}

} // namespace

MediaReferences::MediaReferences(std::string_view kind, ImportOptions const& options, Candidates candidates)
    : kind_(kind)
    , taker_(options.media_taker)
    , candidates_(std::move(candidates))
{
    std::error_code ignored;
    if (!options.media.empty())
        folder_ = std::filesystem::canonical(options.media, ignored);
}

std::optional<MediaTaker::Taken> MediaReferences::take(std::string_view reference, std::string_view folder)
{
    auto const key = rooted(without_query(reference), folder);
    if (candidates_(key).empty())
        return std::nullopt;
    {
        std::lock_guard lock(mutex_);
        if (auto known = known_.find(key); known != known_.end())
            return known->second;
    }
    std::string failure = "not found";
    auto taken = find(key, failure);
    std::lock_guard lock(mutex_);
    if (known_.try_emplace(key, taken).second && !taken)
        missing_.push_back(fmt::format("{} ({})", key, failure));
    return taken;
}

std::optional<MediaTaker::Taken> MediaReferences::find(std::string_view reference, std::string& failure)
{
    if (!taker_)
        return std::nullopt;
    auto const source = fmt::format("{}:{}", kind_, reference);
    for (auto const& candidate : folder_.empty() ? Paths() : candidates_(reference)) {
        std::error_code error;
        auto file = std::filesystem::canonical(folder_ / candidate, error);
        if (error || !is_inside(file, folder_) || !std::filesystem::is_regular_file(file, error))
            continue;
        auto taken = taker_->take(source, file);
        if (taken.ok())
            return *taken;
        failure = taken.error().message;
    }
    // An import without its folder of files leaves what an earlier one made of them.
    auto earlier = taker_->taken_before(source);
    if (!earlier.ok())
        failure = earlier.error().message;
    return earlier.ok() ? *earlier : std::nullopt;
}

std::string MediaReferences::path_of(std::string_view reference, std::string_view folder)
{
    auto taken = take(reference, folder);
    return taken ? taken->path : rooted(reference, folder);
}

std::string MediaReferences::rewrite(std::string_view clean_html, std::string_view folder)
{
    std::string out;
    out.reserve(clean_html.size());
    std::size_t copied = 0;
    html::Tokeniser tokens(clean_html);
    while (tokens.next()) {
        if (tokens.type() != html::TokenType::start_tag)
            continue;
        auto const& attributes = tokens.attributes();
        bool has_size = std::ranges::find(attributes, "width", &html::Attribute::name) != attributes.end();
        for (auto const& attribute : attributes) {
            if (!names_a_file(attribute.name))
                continue;
            auto taken = take(html::decoded(attribute.value, html::Place::attribute), folder);
            if (!taken)
                continue;
            auto begin = static_cast<std::size_t>(attribute.value.data() - clean_html.data());
            out.append(clean_html.substr(copied, begin - copied));
            append_escaped(out, taken->path);
            copied = begin + attribute.value.size();
            if (tokens.name() == "img" && !has_size && taken->width > 0)
                fmt::format_to(
                    std::back_inserter(out), "\" width=\"{}\" height=\"{}", taken->width, taken->height);
        }
    }
    out.append(clean_html.substr(copied));
    return out;
}

void MediaReferences::report_missing(Report& report) const
{
    std::lock_guard lock(mutex_);
    auto missing = missing_;
    std::ranges::sort(missing);
    for (auto& reference : missing)
        report.miss(std::move(reference));
}

} // namespace broadsheet::exchange
