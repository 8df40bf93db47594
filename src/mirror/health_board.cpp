#include "mirror/health_board.h"

#include "base/file.h"
#include "http/client.h"
#include "mirror/overview.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t largest_file = 1 << 20;

Result<Newest> ask(std::string const& address, std::string const& root, http::Client& client)
{
    http::ClientRequest request;
    request.url = address + "log/latest";
    request.timeout = std::chrono::seconds(20);
    request.most_answer_bytes = largest_file;
    auto const answer = TRY(client.send(request));
    if (!answer.is_success())
        return Error{ErrorCode::unavailable, fmt::format("it answers with status {}", answer.status)};
    auto const newest = TRY(read_newest(answer.body, root));
    // Readers' browsers read mirrors from pages of other hosts (https://fetch.spec.whatwg.org/#cors-check).
    if (answer.header("Access-Control-Allow-Origin") != "*")
        return forbidden("it does not send Access-Control-Allow-Origin: *, so browsers cannot go on there");
    return newest;
}

} // namespace

void HealthBoard::look(std::vector<std::string> const& addresses, http::Client& client, UtcMillis now)
{
    auto const root = read_file(mirror_ / "log/root", largest_file);
    std::vector<MirrorHealth> found;
    for (auto const& address : addresses) {
        MirrorHealth health{address, now, 0, "", ""};
        auto const newest = root.ok() ? ask(address, *root, client) : Result<Newest>(root.error());
        if (newest.ok()) {
            health.edition = newest->edition;
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
