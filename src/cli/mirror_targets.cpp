#include "cli/mirror_targets.h"

#include "base/file.h"
#include "mirror/folder.h"
#include "mirror/folder_lock.h"
#include "mirror/targets/command_hook.h"
#include "text/slug.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <set>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = 1 << 20;
constexpr std::size_t most_targets = 100;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html: the least of a part, the most of a
// request
constexpr std::uint64_t least_request = std::uint64_t{5} << 20;
constexpr std::uint64_t most_request = std::uint64_t{5} << 30;

// A field of a target, which must be a text.
Result<std::string> text_of(json::object const& object, std::string_view field, bool is_optional = false)
{
    auto const* value = object.if_contains(field);
    if (value == nullptr && is_optional)
        return std::string();
    if (value == nullptr || !value->is_string() || (value->as_string().empty() && !is_optional))
        return invalid(fmt::format("\"{}\" is missing, or is no text", field));
    return std::string(value->as_string());
}

Result<mirror::S3Place> read_place(json::object const& object)
{
    mirror::S3Place place;
    place.endpoint = TRY(text_of(object, "endpoint"));
    while (place.endpoint.ends_with('/'))
        place.endpoint.pop_back();
    if (!place.endpoint.starts_with("https://") && !place.endpoint.starts_with("http://"))
        return invalid("\"endpoint\" is no http:// or https:// address");
    place.bucket = TRY(text_of(object, "bucket"));
    place.prefix = TRY(text_of(object, "prefix", true));
    place.credentials.region = TRY(text_of(object, "region"));
    place.credentials.access_key = TRY(text_of(object, "access_key"));
    place.credentials.secret_key = TRY(text_of(object, "secret_key"));
    if (auto const* largest = object.if_contains("largest_request")) {
        boost::system::error_code failed;
        place.largest_request = largest->to_number<std::uint64_t>(failed);
        if (failed || place.largest_request < least_request || place.largest_request > most_request)
            return invalid("\"largest_request\" is a number of bytes, 5242880 (5 MiB) to 5368709120 (5 GiB)");
    }
    return place;
}

Result<std::vector<std::string>> read_words(json::value const& value, char const* otherwise)
{
    std::vector<std::string> words;
    if (value.is_array())
        for (auto const& word : value.as_array())
            if (word.is_string())
                words.emplace_back(word.as_string());
    if (words.empty() || words.size() != value.as_array().size())
        return invalid(otherwise);
    return words;
}

// Takes what a command is about to copy, once it is checked.
class Checked final : public mirror::Store {
public:
    Result<void> put(std::string_view, http::FileBody const&) override { return {}; }
    Result<void> remove(std::string_view) override { return {}; }
};

Result<MirrorTarget> read_target(json::value const& value)
{
    if (!value.is_object())
        return invalid("it is no object");
    auto const& object = value.as_object();
    MirrorTarget target;
    target.name = TRY(text_of(object, "name"));
    if (!text::is_valid_slug(target.name))
        return invalid("\"name\" has letters, digits and hyphens only: it is part of a file's name");
    if (auto const* command = object.if_contains("command"))
        target.place = TRY(read_words(*command, "\"command\" is a list of words, the program first"));
    else
        target.place = TRY(read_place(object));
    if (auto const* host_files = object.if_contains("host_files"))
        target.host_files = TRY(read_words(*host_files, "\"host_files\" is a list of files' names"));
    return target;
}

} // namespace

Result<std::vector<MirrorTarget>> parse_mirror_targets(std::string_view text)
{
    boost::system::error_code failed;
    auto const value = json::parse(json::string_view(text.data(), text.size()), failed);
    if (failed || !value.is_array())
        return invalid("it is no list in JSON");
    if (value.as_array().size() > most_targets)
        return limit_reached(fmt::format("it names more than {} targets", most_targets));
    std::vector<MirrorTarget> targets;
    std::set<std::string> names;
    for (auto const& item : value.as_array()) {
        auto target = read_target(item);
        if (!target)
            return std::move(target).error().within(fmt::format("target {}", targets.size() + 1));
        if (!names.insert(target->name).second)
            return invalid(fmt::format("there are two targets \"{}\"", target->name));
        targets.push_back(std::move(*target));
    }
    return targets;
}

Result<std::vector<MirrorTarget>> read_mirror_targets(GlobalOptions const& options)
{
    auto const path = options.data / "mirror-targets.json";
    std::error_code none;
    if (!std::filesystem::exists(path, none))
        return std::vector<MirrorTarget>();
    auto const text = TRY(read_file(path, most_bytes));
    auto targets = parse_mirror_targets(text);
    if (!targets)
        return std::move(targets).error().within(path.string());
    return targets;
}

Result<mirror::PushReport> push_to(MirrorTarget const& target, std::filesystem::path const& folder,
    std::filesystem::path const& log, http::Client& client, Clock const& clock)
{
    TRY(mirror::Folder::check_is_mirror(folder)); // elsewhere not even a lock may be left behind
    // What a build put in place meanwhile would be sent in halves.
    auto const lock = TRY(mirror::FolderLock::take(folder));
    auto const own = TRY(mirror::OwnMirror::open(folder, log));
    mirror::PushOptions const options{
        folder, folder / fmt::format(".broadsheet-pushed-{}", target.name), target.host_files};
    if (auto const* place = std::get_if<mirror::S3Place>(&target.place)) {
        mirror::S3Store store(*place, client, clock);
        return mirror::push(store, own, options);
    }
    Checked nowhere;
    auto const checked = TRY(mirror::push(nowhere, own, options));
    if (!checked.failures.empty())
        return Error{ErrorCode::conflict, checked.failures.front()};
    if (!checked.left_out.empty())
        return Error{ErrorCode::conflict,
            fmt::format(
                "{} holds {} files that the newspaper has not published, the first: {}. Delete them, or name "
                "what the host needs in the target's \"host_files\"",
                folder.string(), checked.left_out.size(), checked.left_out.front())};
    TRY(mirror::run_hook(std::get<std::vector<std::string>>(target.place), folder));
    return mirror::PushReport();
}

} // namespace broadsheet::cli
