#include "exchange/media_references.h"

#include "base/encoding.h"
#include "exchange/markup.h"
#include "html/characters.h"
#include "html/tokeniser.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t most_known = 10'000;

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

html::Attribute const* find_attribute(std::vector<html::Attribute> const& attributes, std::string_view name)
{
    auto found = std::ranges::find(attributes, name, &html::Attribute::name);
    return found == attributes.end() ? nullptr : &*found;
}

} // namespace

std::optional<std::filesystem::path> file_inside(
    std::filesystem::path const& folder, std::filesystem::path const& path)
{
    std::error_code error;
    auto const root = std::filesystem::canonical(folder, error);
    auto file = std::filesystem::canonical(root / path, error);
    if (error || !std::filesystem::is_regular_file(file, error))
        return std::nullopt;
    auto const relative = file.lexically_relative(root);
    return relative.empty() || *relative.begin() == ".." ? std::nullopt : std::optional(std::move(file));
}

MediaReferences::MediaReferences(std::string_view kind, ImportOptions const& options, Candidates candidates)
    : kind_(kind)
    , folder_(options.media)
    , taker_(options.media_taker)
    , candidates_(std::move(candidates))
{
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
    if (known_.size() >= most_known)
        known_.clear();
    if (known_.try_emplace(key, taken).second && !taken)
        miss(key, failure);
    return taken;
}

std::optional<MediaTaker::Taken> MediaReferences::find(std::string_view reference, std::string& failure)
{
    if (!taker_)
        return std::nullopt;
    auto const source = fmt::format("{}:{}", kind_, reference);
    for (auto const& candidate : folder_.empty() ? Paths() : candidates_(reference)) {
        auto file = file_inside(folder_, candidate);
        if (!file)
            continue;
        auto taken = taker_->take(source, *file);
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

std::string MediaReferences::lead_path_of(std::string_view reference, std::string_view folder)
{
    if (auto const taken = take(reference, folder))
        return taken->path;
    auto const path = rooted(reference, folder);
    if (!taker_ || folder_.empty())
        return path;
    if (!candidates_(path).empty()) // take() has said why
        return {};
    if (path.find(':') != path.npos
        || reference.starts_with('/')) // elsewhere, or the newspaper's own already
        return path;
    std::lock_guard lock(mutex_);
    miss(reference, "it is no file of the source");
    return {};
}

// With the lock held.
void MediaReferences::miss(std::string_view reference, std::string_view reason)
{
    missing_.push_back(fmt::format("{} ({})", reference, reason));
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
        auto copy_up_to = [&](char const* end) {
            auto const length = static_cast<std::size_t>(end - clean_html.data()) - copied;
            out.append(clean_html.substr(copied, length));
            copied += length;
        };
        MediaTaker::Taken picture;
        for (auto const& attribute : attributes) {
            if (!names_a_file(attribute.name))
                continue;
            auto taken = take(html::decoded(attribute.value, html::Place::attribute), folder);
            if (!taken)
                continue;
            copy_up_to(attribute.value.data());
            append_escaped(out, taken->path);
            copied += attribute.value.size();
            picture = *taken;
        }
        if (tokens.name() != "img" || picture.width == 0 || find_attribute(attributes, "width"))
            continue;
        // In the place where the sanitiser writes it, so that the HTML stays as it is when it is cleaned
        // again.
        auto const* before = find_attribute(attributes, "alt");
        if (!before)
            before = find_attribute(attributes, "src");
        copy_up_to(before->value.data() + before->value.size());
        fmt::format_to(std::back_inserter(out), "\" width=\"{}\" height=\"{}", picture.width, picture.height);
    }
    out.append(clean_html.substr(copied));
    return out;
}

void MediaReferences::report_missing(Report& report) const
{
    std::lock_guard lock(mutex_);
    auto missing = missing_;
    std::ranges::sort(missing);
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    for (auto& reference : missing)
        report.miss(std::move(reference));
}

} // namespace broadsheet::exchange
