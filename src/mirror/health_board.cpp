#include "mirror/health_board.h"

#include "base/file.h"
#include "http/client.h"
#include "mirror/log/log_folder.h"
#include "mirror/overview.h"

#include <fmt/format.h>
#include <span>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t largest_file = 1 << 20;

// The root documents of a mirror's folder, the newest first.
std::vector<std::string> roots_of(std::filesystem::path const& mirror)
{
    std::vector<std::string> roots;
    for (std::uint64_t version = 1;; ++version) {
        auto root = read_file(mirror / "log" / root_name(version), largest_file);
        if (!root.ok())
            break;
        roots.insert(roots.begin(), std::move(*root));
    }
    return roots;
}

Result<Newest> newest_in(std::string_view latest, std::span<std::string const> roots)
{
    auto newest = read_newest(latest, roots.front());
    for (auto const& former : roots.subspan(1))
        if (auto const old = read_newest(latest, former); !newest.ok() && old.ok())
            return Error{ErrorCode::conflict,
                fmt::format("it has edition {} of {}, from before the log's keys were changed", old->edition,
                    old->slot)};
    return newest;
}

// Checks that a mirror's log is the beginning of the newspaper's own, or all of it. Who can sign other ones
// has its key.
Result<void> check_is_ours(Newest const& newest, LogFolder const& own)
{
    if (newest.size > own.size())
        return forbidden(
            fmt::format("its log is signed with our key and has {} leaves, ours has {}: unless this is "
                        "not the newest mirror of ours, somebody else signs with it (docs/seized.md)",
                newest.size, own.size()));
    if (TRY(own.root_at(newest.size)) != newest.root)
        return forbidden("its log is signed with our key and is not ours: somebody else signs with it "
                         "(docs/seized.md)");
    return {};
}

Result<Newest> ask(std::string const& address, std::span<std::string const> roots, LogFolder const& own,
    http::Client& client)
{
    http::ClientRequest request;
    request.url = address + "log/latest";
    request.timeout = std::chrono::seconds(20);
    request.most_answer_bytes = largest_file;
    auto const answer = TRY(client.send(request));
    if (!answer.is_success())
        return Error{ErrorCode::unavailable, fmt::format("it answers with status {}", answer.status)};
    auto const newest = TRY(newest_in(answer.body, roots));
    TRY(check_is_ours(newest, own));
    // Readers' browsers read mirrors from pages of other hosts (https://fetch.spec.whatwg.org/#cors-check).
    if (answer.header("Access-Control-Allow-Origin") != "*")
        return forbidden("it does not send Access-Control-Allow-Origin: *, so browsers cannot go on there");
    return newest;
}

} // namespace

void HealthBoard::look(std::vector<std::string> const& addresses, http::Client& client, UtcMillis now)
{
    auto const roots = roots_of(mirror_);
    auto const own = LogFolder::open(mirror_ / "log");
    std::vector<MirrorHealth> found;
    for (auto const& address : addresses) {
        MirrorHealth health{address, now, 0, "", 0, ""};
        auto const newest = !roots.empty() && own.ok()
            ? ask(address, roots, *own, client)
            : Result<Newest>(not_found(fmt::format("{} has no signed log", mirror_.string())));
        if (newest.ok()) {
            health.edition = newest->edition;
            health.log_size = newest->size;
            health.slot = newest->slot;
        } else
            health.trouble = newest.error().message;
        found.push_back(std::move(health));
    }
    std::lock_guard lock(mutex_);
    health_ = std::move(found);
}

std::vector<MirrorHealth> HealthBoard::health() const
{
    std::lock_guard lock(mutex_);
    return health_;
}

} // namespace broadsheet::mirror
